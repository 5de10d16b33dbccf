/**
 * {@code chatka verify}: starts nodes and a Redis, makes many clients talk, breaks things, and
 * checks that no message was lost. {@link io.chatka.verify.VerifyCommand} reads the options. The
 * package {@code run} executes a run, {@code scenario} has the named scenarios, {@code fault} the
 * faults, {@code client} the clients, and {@code ledger} the rules.
 */
package io.chatka.verify;
