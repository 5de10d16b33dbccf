/**
 * What happened, and whether the promise allows it. All clients report {@link
 * io.chatka.verify.ledger.Event}s, in the order in which one thread saw them. The {@link
 * io.chatka.verify.ledger.Checker} checks them against the rules C1 to C8 and M1 to M3, the {@link
 * io.chatka.verify.ledger.Journal} keeps the newest ones, and a {@link
 * io.chatka.verify.ledger.Story} explains a violation. Nothing here knows sockets or processes, so
 * that a test can write a ledger by hand. For one thread.
 */
package io.chatka.verify.ledger;
