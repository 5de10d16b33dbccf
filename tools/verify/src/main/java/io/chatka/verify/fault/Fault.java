package io.chatka.verify.fault;

/**
 * Something that goes wrong for a while.
 *
 * @param name for stories
 * @param what it is done to; two faults at one time are done to different things
 * @param forgetting whether what was acked before may be forgotten
 * @param millis how long it lasts
 * @param begin returns when it has begun
 * @param repair returns when it is repaired
 */
public record Fault(String name, String what, boolean forgetting, long millis, Runnable begin, Runnable repair) {}
