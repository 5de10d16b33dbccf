/**
 * Scenarios: each is one fault that Chatka has to survive, and what is measured of it. {@link
 * io.chatka.verify.scenario.Scenarios} lists them. A {@link io.chatka.verify.scenario.Scenario}
 * says what it needs, causes its fault on a {@link io.chatka.verify.run.Stage}, and returns what it
 * measured beside what it should be. Meanwhile the ledger is checked against the rules.
 */
package io.chatka.verify.scenario;
