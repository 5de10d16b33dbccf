package io.chatka.config;

import java.util.regex.Pattern;

/** Takes out of a text what must not be read by whoever reads a console or a log: user and password of URLs. */
public final class Redaction {
    /** From behind {@code ://} to the last {@code @} before the host ends: a password that was not encoded may have more of them. */
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^\\s\"'/?#]*@|(?<=://)\\S*@");

    private Redaction() {}

    public static String of(String text) {
        return USER_INFO.matcher(text).replaceAll("…@");
    }
}
