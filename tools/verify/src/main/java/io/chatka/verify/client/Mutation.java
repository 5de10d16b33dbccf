package io.chatka.verify.client;

import java.util.EnumSet;
import java.util.Set;

/** A fault made on purpose, to see whether the checker finds it. */
public enum Mutation {
    /** A message does not reach one client. */
    DROP,
    /** A message reaches one client twice. */
    DUPLICATE,
    /** Two messages reach one client the other way round. */
    SWAP,
    /** A message reaches one client with another seq, sender or text. */
    FORGE,
    /** One client does not learn of a new epoch. */
    EPOCH,
    /** A new epoch begins one message too late for one client, which does not get that message. */
    BEGINNING,
    /** One client gets a message of another installation. */
    FOREIGN,
    /** One client hears nothing of one room from then on. */
    SILENCE,
    /** A refused message counts as acked. */
    ACK,
    /** For two seconds a node seems not to be alive. */
    DEAD,
    /** One client gets a deleted text in the place of its tombstone. */
    UNDELETE,
    /** One client gets what a banned user was refused to say. */
    UNBAN,
    /** One client that was away does not learn that a text that it has is deleted. */
    FORGET;

    /** Those that need nothing but messages. */
    public static final Set<Mutation> OF_MESSAGES = EnumSet.range(DROP, FORGE);
}
