/**
 * The load generator, {@code ./chatka bench}. It knows the wire protocol and nothing else of Chatka, so that what it finds
 * does not depend on the code that it measures.
 *
 * <p>{@link io.chatka.bench.Main} reads the options ({@code BenchCommand}) into one {@code Plan} for each row of the result.
 * A {@code Session} carries the plans out: each {@code Run} has a {@code Crowd} of users, whom the {@code Dialer} brings in.
 * On every event loop a {@code Worker} has its part of them. There, bytes become frames ({@code FrameReader}), frames
 * become events ({@code Dialect}), and a message with our {@code Mark} goes into the books of its room
 * ({@code RoomLedger}, which finds what is lost, twice or out of order) and into the histograms ({@code Meter}).
 * {@code Publisher}s send when the {@code Schedule} says so, or when a message has reached everybody.
 *
 * <p>Beside them, {@code Watch} samples what server, machine and generator use up ({@code Probe}) into a {@code Timeline},
 * and shows the {@code Progress}. In the end there is a {@code Report}: as text ({@code Summary}), as JSON and as HTML,
 * with the {@code Findings} that one should know before one believes the figures.
 */
package io.chatka.bench;
