/**
 * Attacks on a server's memory, processor time and time limits, one after the other, while an
 * honest client measures what it notices of them.
 *
 * <p>{@link io.chatka.attacks.Main} starts a server as a process of its own, on loopback. For each
 * {@link io.chatka.attacks.Attack} it measures the {@link io.chatka.attacks.ControlClient} without
 * and with it, and the process by {@link io.chatka.tools.Proc}. Every attack ends after its time.
 * The package knows the wire protocol and nothing else of Chatka.
 */
package io.chatka.attacks;
