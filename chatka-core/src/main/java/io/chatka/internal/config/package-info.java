/**
 * The settings of rooms, clients and history: their definitions, and the records that hold their
 * values.
 */
package io.chatka.internal.config;
