/**
 * {@code chatka verify}: starts nodes and a Redis, has many clients talk, breaks things, and checks that no message was
 * lost. Begin with {@link io.chatka.verify.VerifyCommand}, which reads the options; {@code run} has the run,
 * {@code scenario} the named ones, {@code fault} what is broken, {@code client} who talks, and {@code ledger} the rules.
 */
package io.chatka.verify;
