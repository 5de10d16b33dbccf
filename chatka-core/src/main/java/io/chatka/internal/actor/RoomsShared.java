package io.chatka.internal.actor;

/**
 * What all rooms of a node share.
 *
 * @param lanes how many lanes the node has
 */
record RoomsShared(int lanes, EmptyRooms emptyRooms, ForeignNames foreignNames) {}
