/** The settings: {@code reference.conf} has every key once, these records are what it is read into, once, checked. */
package io.chatka.internal.config;
