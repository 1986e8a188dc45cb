module kubepki.test/oracle

go 1.26
