/**
 * What holds in all rooms and for all nodes: bans and mutes that an admin imposed everywhere, tokens
 * that are revoked, and guests that keep themselves. All of it is read from this node's copy of the
 * shared facts.
 *
 * <pre>
 *   admin's act ─▶ ClusterSanctions ─▶ Facts ─▶ Facts of the other nodes
 *                        │ asked at each join and message, told of each change
 *                        ▼
 *                  sessions of the user on this node
 * </pre>
 */
package io.chatka.internal.sanction;
