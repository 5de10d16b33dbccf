/** The settings of the actors, and the records that actors are given of them. */
package io.chatka.internal.config;
