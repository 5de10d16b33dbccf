/** Fails a test class in which a Netty buffer was dropped without being released. The build says to Netty to use it. */
package io.chatka.leaks;
