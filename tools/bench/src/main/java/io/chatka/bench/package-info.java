/**
 * The load generator, {@code ./chatka bench}. It knows the wire protocol and nothing else of
 * Chatka, so that its findings do not depend on the code that it measures.
 *
 * <p>{@link io.chatka.bench.Main} reads the options ({@code BenchCommand}) into one {@code Plan}
 * for each row of the result. A {@code Session} runs the plans: each {@code Run} has a {@code
 * Crowd} of users, whom the {@code Dialer} connects. On every event loop a {@code Worker} has its
 * part of them. There, bytes become frames ({@code FrameReader}), frames become events ({@code
 * Dialect}), and a message with our {@code Mark} goes into the books of its room ({@code
 * RoomLedger}, which finds lost, repeated and misplaced messages) and into the histograms ({@code
 * Meter}). {@code Publisher}s send when the {@code Schedule} says so, or when a message has reached
 * everybody.
 *
 * <p>Beside them, {@code Watch} samples the usage of server, machine and generator ({@code Probe})
 * into a {@code Timeline}, and shows the {@code Progress}. The end is a {@code Report}: as text
 * ({@code Summary}), as JSON and as HTML, with the {@code Findings} that a reader needs before
 * believing the figures.
 */
package io.chatka.bench;
