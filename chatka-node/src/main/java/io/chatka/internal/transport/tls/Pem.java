package io.chatka.internal.transport.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of a PEM file (RFC 7468); text around the blocks is ignored.
 *
 * @param type such as {@code CERTIFICATE}
 * @param encrypted whether its headers say so (RFC 1421, section 4.6.1.1)
 * @param der null if it is not base64
 */
record Pem(String type, boolean encrypted, byte[] der) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----((?:(?!-----BEGIN).)*?)-----END \\1-----", Pattern.DOTALL);
    private static final Pattern HEADER = Pattern.compile("(?m)^\\s*[A-Za-z0-9-]+:.*(?:\\R[ \\t]+.*)*$");

    static List<Pem> blocks(byte[] file) {
        List<Pem> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
        while (found.find()) {
            String content = found.group(2);
            blocks.add(new Pem(
                    found.group(1),
                    content.contains(",ENCRYPTED"),
                    decoded(HEADER.matcher(content).replaceAll(""))));
        }
        return blocks;
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        } catch (IllegalArgumentException damaged) {
            return null;
        }
    }
}
