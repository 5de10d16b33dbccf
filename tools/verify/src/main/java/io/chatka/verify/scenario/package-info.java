/**
 * One fault each, with its figure: the rows of what Chatka has to survive. {@link io.chatka.verify.scenario.Scenarios} has
 * them all; each {@link io.chatka.verify.scenario.Scenario} says what it needs, does its worst on a
 * {@link io.chatka.verify.run.Stage}, and returns what it measured beside what it should be. The rules are held against
 * the ledger all the while.
 */
package io.chatka.verify.scenario;
