/** Places in the memory that the main thread and the writing thread share. */

/** 1: nothing more is to be written. */
export const STOP = 0;
/** 1: a file is being written. */
export const BUSY = 1;
/** How many files were written. */
export const DONE = 2;

export const PLACES = 3;
