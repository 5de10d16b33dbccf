package io.chatka.verify.client;

import java.util.EnumSet;
import java.util.Set;

/** A fault that is put in on purpose, to see whether it is found. */
public enum Mutation {
    /** A message does not reach one client. */
    DROP,
    /** A message reaches one client twice. */
    DUPLICATE,
    /** Two messages reach one client the other way round. */
    SWAP,
    /** A message reaches one client with another seq, sender or text. */
    FORGE,
    /** One client is not told of a new epoch. */
    EPOCH,
    /** One client is told that a new epoch begins one message later than it does, and does not get that message. */
    BEGINNING,
    /** One client gets a message of another installation. */
    FOREIGN,
    /** One client hears nothing of one room from then on. */
    SILENCE,
    /** A message that was refused is taken for acked. */
    ACK,
    /** For two seconds a node is not alive, as it seems. */
    DEAD;

    /** Those that need nothing but messages. */
    public static final Set<Mutation> OF_MESSAGES = EnumSet.range(DROP, FORGE);
}
