/**
 * What happened, and whether it may have happened. Every client's doings come in as {@link io.chatka.verify.ledger.Event}s,
 * in the order in which one thread saw them; the {@link io.chatka.verify.ledger.Checker} holds the rules C1 to C8 against
 * them while they come, the {@link io.chatka.verify.ledger.Journal} keeps the newest ones, and of both the
 * {@link io.chatka.verify.ledger.Story} of a violation is told. Nothing here knows sockets or processes, so that a test
 * can write a ledger by hand. For one thread.
 */
package io.chatka.verify.ledger;
