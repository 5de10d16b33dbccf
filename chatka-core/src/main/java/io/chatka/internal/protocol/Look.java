package io.chatka.internal.protocol;

/**
 * What a name looks like, and the name itself, as hashes of 64 bits that are the same on every
 * node.
 *
 * @param skeleton of the name's skeleton (Unicode TS 39, section 4): equal for names that look alike
 * @param name of the name itself
 */
public record Look(long skeleton, long name) {}
