/** What a key pair can do, before there is any certificate. */
import { encodePrivateKey, encodePublicKeyPem } from "../../../x509/key-encoding.ts";
import { type Bench, type Lesson, observed } from "../lesson.ts";
import { keyOf } from "../material.ts";

const LETTER = "transfer 100 to Bob";
const FORGED = LETTER.replace("100", "900");

const makeRsa = async ({ keyMaker, folder }: Bench, name: string) => {
  const key = await keyMaker.make("RSA-2048");
  await folder.write(`${name}.key`, encodePrivateKey(key, "pkcs8"), 0o600);
  return key;
};

export const keyPair: Lesson = {
  id: "key-pair",
  title: "A key pair",
  about:
    "A bank makes two keys that belong together. bank.key stays with it, readable by its owner alone. bank.pub is computed from it and may be given to everybody; the way back is not feasible.",
  often:
    "`openssl genrsa -out my-bank.key 1024` makes a key that is too short. `openssl genrsa -in my-bank.key -pubout` is no command: genrsa makes keys, pkey takes the public half out.",
  inCluster:
    "Behind every certificate of a cluster stands such a pair. One pair stands alone: the API server signs service-account tokens with sa.key, and checks them with sa.pub.",
  commands: [
    { line: "openssl genrsa -out bank.key 2048" },
    { line: "openssl pkey -in bank.key -pubout -out bank.pub" },
    { line: "openssl pkey -in bank.key -noout -text | head -n 1", prints: "2048 bit" },
  ],
  async run(bench) {
    const { folder } = bench;
    const key = await makeRsa(bench, "bank");
    await folder.write("bank.pub", encodePublicKeyPem(key.publicKey), 0o644);
    const mode = await folder.modeOf("bank.key");
    const again = encodePublicKeyPem((await keyOf(bench, "bank")).publicKey);
    return [
      observed("a private key is made, for its owner alone", "works", {
        off: mode === 0o600,
        said: `bank.key: ${key.algorithm}, mode ${mode.toString(8).padStart(4, "0")}`,
      }),
      observed("the public key is computed from it", "works", {
        off: again === (await folder.read("bank.pub")),
        said: again.split("\n")[0] ?? "",
      }),
    ];
  },
};

export const encrypt: Lesson = {
  id: "encrypt",
  title: "Encrypt to a public key, and decrypt",
  about:
    "Whoever has bank.pub can write to the bank what only the bank can read. Mallory, who has a key of her own, cannot.",
  often:
    "It is often told that TLS sends its session key this way. TLS 1.3 does not: both sides agree on a key by Diffie-Hellman, and the certificate's key only signs the handshake. So a key that is stolen later opens no old recording.",
  inCluster:
    "Keys of a cluster are used to sign, not to encrypt. That is why EC keys, which cannot encrypt like this, serve as well, and need no key usage but digitalSignature.",
  commands: [
    { line: `printf '${LETTER}' > letter.txt` },
    {
      line: "openssl pkeyutl -encrypt -pubin -inkey bank.pub -pkeyopt rsa_padding_mode:oaep \\\n  -in letter.txt -out letter.enc",
    },
    {
      line: "openssl pkeyutl -decrypt -inkey bank.key -pkeyopt rsa_padding_mode:oaep -in letter.enc",
      prints: LETTER,
    },
    { line: "openssl genrsa -out mallory-rsa.key 2048" },
    {
      line: "openssl pkeyutl -decrypt -inkey mallory-rsa.key -pkeyopt rsa_padding_mode:oaep -in letter.enc",
      exit: 1,
    },
  ],
  async run(bench) {
    const { folder, cipher } = bench;
    const bank = await keyOf(bench, "bank");
    const sealed = cipher.encrypt(bank.publicKey, LETTER);
    await folder.write("letter.txt", LETTER, 0o644);
    await folder.write("letter.enc", sealed, 0o644);
    const opened = cipher.decrypt(bank, sealed);
    const mallory = cipher.decrypt(await makeRsa(bench, "mallory-rsa"), sealed);
    return [
      observed("encrypted to bank.pub", "works", {
        off: !Buffer.from(sealed).includes(LETTER),
        said: `${sealed.length} bytes: ${Buffer.from(sealed).toString("hex").slice(0, 32)}...`,
      }),
      observed("bank.key opens it", "works", { off: opened === LETTER, said: opened ?? "not opened" }),
      observed("Mallory's key opens it", "refused", {
        off: mallory !== undefined,
        said: mallory ?? "decryption error",
      }),
    ];
  },
};

export const sign: Lesson = {
  id: "sign",
  title: "Sign and check, and a changed byte noticed",
  about:
    "The bank signs the letter with bank.key. Whoever has bank.pub can check that exactly this letter was signed by that key. One digit changed, and the check fails.",
  often:
    "Signing is not encrypting with the private key, and checking is not decrypting. That picture fits RSA loosely, and ECDSA and Ed25519 not at all.",
  inCluster:
    "A certificate is such a letter: a name and a public key, signed by an authority. A service-account token is another, signed by sa.key. A changed byte in either is refused.",
  commands: [
    { line: "openssl dgst -sha256 -sign bank.key -out letter.sig letter.txt" },
    { line: "openssl dgst -sha256 -verify bank.pub -signature letter.sig letter.txt", prints: "Verified OK" },
    { line: "sed 's/100/900/' letter.txt > forged.txt" },
    {
      line: "openssl dgst -sha256 -verify bank.pub -signature letter.sig forged.txt",
      exit: 1,
      prints: "Verification failure",
    },
  ],
  async run(bench) {
    const { folder, cipher, signerFor } = bench;
    const bank = await keyOf(bench, "bank");
    const signature = await signerFor(bank).sign(Buffer.from(LETTER));
    await folder.write("letter.sig", signature, 0o644);
    await folder.write("forged.txt", FORGED, 0o644);
    const check = (text: string) => {
      const off = cipher.verify(bank.publicKey, text, signature);
      return { off, said: `${text}: ${off ? "the signature fits" : "the signature does not fit"}` };
    };
    return [
      observed("the letter is checked with bank.pub", "works", check(LETTER)),
      observed("the changed letter is checked", "refused", check(FORGED)),
    ];
  },
};
