package io.chatka.internal.protocol;

import com.ibm.icu.text.IDNA;

/** Names of hosts as browsers write them (URL Standard, section 3.3: UTS 46, nontransitional). Thread-safe. */
public final class DomainNames {
    private static final IDNA RULES =
            IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);

    private DomainNames() {}

    /**
     * A name in ASCII.
     *
     * @param text the result, even of a name with a fault
     * @param valid whether the name has no fault
     */
    public record Ascii(String text, boolean valid) {}

    public static Ascii ascii(String name) {
        IDNA.Info info = new IDNA.Info();
        String text = RULES.nameToASCII(name, new StringBuilder(), info).toString();
        return new Ascii(text, !info.hasErrors());
    }
}
