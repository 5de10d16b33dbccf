/**
 * Fails a test class that dropped a Netty buffer without releasing it. The build configures Netty
 * to use it.
 */
package io.chatka.leaks;
