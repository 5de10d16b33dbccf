/**
 * What the tools share. {@link io.chatka.tools.Program} runs a command and handles Ctrl-C, {@link
 * io.chatka.tools.Options} reads its values, {@link io.chatka.tools.StatusLine} shows progress, and
 * {@link io.chatka.tools.Results} writes files. {@link io.chatka.tools.Node} and {@link
 * io.chatka.tools.Child} are processes that a tool starts; {@link io.chatka.tools.Proc} and {@link
 * io.chatka.tools.Jvm} measure them.
 *
 * <p>The WebSocket clients are not here, because each has another job: bench's writes and reads
 * frames in place and allocates nothing per message, verify's is Netty's codec, so that a fault of
 * ours in framing cannot hide itself, and the one of the attacks sends what no codec would.
 */
package io.chatka.tools;
