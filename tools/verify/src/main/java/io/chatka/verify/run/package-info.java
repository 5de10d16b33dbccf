/**
 * A run: the {@link io.chatka.verify.run.Stage} has the cluster, the clients and the ledger;
 * {@link io.chatka.verify.run.Rounds} let traffic and faults loose on it, wait until all is quiet again, and have the
 * ledger checked; the outcome is a {@link io.chatka.verify.run.Report}. Driven by one thread, which waits.
 */
package io.chatka.verify.run;
