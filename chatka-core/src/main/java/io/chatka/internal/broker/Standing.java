package io.chatka.internal.broker;

/**
 * The sanctions that are in force against one user in one room.
 *
 * @param mute a mute or a shadow mute; null for none
 * @param ban null for none
 */
public record Standing(Sanction mute, Sanction ban) {
    public static final Standing CLEAR = new Standing(null, null);
}
