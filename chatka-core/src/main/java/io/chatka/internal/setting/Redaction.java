package io.chatka.internal.setting;

import java.util.regex.Pattern;

/** Takes out of a text what must not be read by whoever reads a console or a log: user and password of URLs. */
public final class Redaction {
    /** How our own messages write it where they say what a URL looks like. */
    private static final String PLACEHOLDER = "(?!\\[\\[user]:password@]|:password@host(?![\\w.:-]))";

    /** From behind {@code ://} to the last {@code @} before the host ends: a password that was not encoded may have more of them. */
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)" + PLACEHOLDER + "(?:[^\\s\"'/?#]*@|\\S*@)");

    /** Names of settings whose value is told to nobody. */
    private static final Pattern SECRET = Pattern.compile("password|token|secret");

    private Redaction() {}

    /** Whether the value of a setting is told to nobody. */
    public static boolean isSecret(String key) {
        return SECRET.matcher(key).find();
    }

    /** What may be shown of a setting's value. */
    public static String ofSetting(String key, String value) {
        return isSecret(key) && !value.isEmpty() ? "…" : of(value);
    }

    public static String of(String text) {
        return USER_INFO.matcher(text).replaceAll("…@");
    }
}
