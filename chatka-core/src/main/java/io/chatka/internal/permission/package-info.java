/**
 * Who may do what: a user's {@linkplain io.chatka.internal.permission.Permissions rights} in a room
 * follow from its token or its role, and each command {@linkplain
 * io.chatka.internal.permission.CommandNeeds needs} one of them. What the room's state forbids is
 * decided where a message gets its place, in the broker.
 */
package io.chatka.internal.permission;
