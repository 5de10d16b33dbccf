/** Puts a node together from its parts, starts and stops it, and changes its settings while it runs. */
package io.chatka.internal.node;
