/**
 * A run: the {@link io.chatka.verify.run.Stage} has the cluster, the clients and the ledger;
 * {@link io.chatka.verify.run.Rounds} start traffic and faults on it, wait until all is quiet
 * again, and have the ledger checked; the outcome is a {@link io.chatka.verify.run.Report}. One
 * thread drives a run, and may block.
 */
package io.chatka.verify.run;
