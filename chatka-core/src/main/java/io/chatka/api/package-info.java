/**
 * What an application that embeds a node implements, the types that it is given, and the exceptions
 * that it sees. Everything in packages named {@code internal} may change with any release.
 */
package io.chatka.api;
