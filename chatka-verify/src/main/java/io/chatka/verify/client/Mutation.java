package io.chatka.verify.client;

/** A fault that is put in on purpose, to see whether it is found. */
public enum Mutation {
    DROP,
    DUPLICATE,
    SWAP,
    FORGE
}
