package io.chatka.jwt;

import io.chatka.api.Authentication;
import io.chatka.api.Grant;
import io.chatka.api.Grants;
import io.chatka.api.User;
import io.chatka.internal.protocol.UserIds;
import io.chatka.internal.protocol.UserNames;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Judges the claims of a token whose signature is good, and makes a user of them (RFC 7519, section 4.1). */
final class ClaimsReader {
    private static final int MAX_TOKEN_ID = 128;
    private static final int MAX_AVATAR = 2_048;
    private static final Pattern ROLE = Pattern.compile("[a-z0-9_-]{1,32}");
    private static final String MEMBER = "member";

    private final JwtSettings.Terms terms;
    private final JwtSettings.Claims names;

    ClaimsReader(JwtSettings settings) {
        this.terms = settings.terms();
        this.names = settings.claims();
    }

    /**
     * @param now Unix time in milliseconds
     * @throws RefusedTokenException if a claim is missing, wrong, or does not hold now
     */
    Authentication read(Map<String, Object> claims, long now) throws RefusedTokenException {
        Authentication.Token token = token(claims, now);
        issuedByAndFor(claims);
        String id = id(claims.get(names.user()));
        Object avatar = claims.get(names.avatar());
        User user = new User(
                id,
                UserNames.nearest(claims.get(names.name()) instanceof String name ? name : id, id),
                role(claims.get(names.role())),
                avatar instanceof String address && !address.isEmpty() && address.length() <= MAX_AVATAR
                        ? address
                        : null,
                grants(claims.get(names.rooms())));
        return Authentication.accepted(user, token);
    }

    private Authentication.Token token(Map<String, Object> claims, long now) throws RefusedTokenException {
        long leeway = terms.leeway().toMillis();
        long expires = time(claims, "exp", -1);
        if (expires < 0) {
            throw RefusedTokenException.because("the token needs \"exp\", the time when it expires");
        }
        long issued = time(claims, "iat", 0);
        if (now >= expires + leeway) {
            throw RefusedTokenException.expired();
        } else if (Math.max(time(claims, "nbf", 0), issued) > now + leeway) {
            throw RefusedTokenException.because("the token is not valid yet");
        } else if (expires - (issued > 0 ? issued : now) > terms.maxLife().toMillis() + leeway) {
            throw RefusedTokenException.because("the token lives too long");
        }
        Object jti = claims.get("jti");
        if (jti instanceof String text && text.length() > MAX_TOKEN_ID) {
            throw RefusedTokenException.because("\"jti\" of the token has at most " + MAX_TOKEN_ID + " characters");
        }
        return new Authentication.Token(expires, expires + leeway, issued, jti instanceof String text ? text : null);
    }

    /** A NumericDate, in milliseconds. */
    private static long time(Map<String, Object> claims, String name, long absent) throws RefusedTokenException {
        Object value = claims.get(name);
        if (value == null) {
            return absent;
        }
        double seconds = value instanceof Number number ? number.doubleValue() : Double.NaN;
        // Up to the year 9999, so that nothing overflows.
        if (!(seconds >= 0 && seconds < 253_402_300_800.0)) {
            throw RefusedTokenException.because("\"" + name + "\" of the token has to be a time in seconds");
        }
        return (long) (seconds * 1_000);
    }

    private void issuedByAndFor(Map<String, Object> claims) throws RefusedTokenException {
        if (terms.issuer() != null && !terms.issuer().equals(claims.get("iss"))) {
            throw RefusedTokenException.because("the token is of another issuer");
        }
        Object audience = claims.get("aud");
        boolean forUs = audience instanceof Collection<?> several
                ? several.contains(terms.audience())
                : terms.audience() == null || terms.audience().equals(audience);
        if (terms.audience() != null && !forUs) {
            throw RefusedTokenException.because("the token is for another audience");
        }
    }

    private String id(Object claim) throws RefusedTokenException {
        String fault = UserIds.fault(claim instanceof String text ? text : null);
        if (fault != null) {
            throw RefusedTokenException.because("\"" + names.user() + "\" of the token cannot be used: " + fault);
        }
        return (String) claim;
    }

    private static String role(Object claim) {
        return claim instanceof String role && ROLE.matcher(role).matches() && !role.equals("guest") ? role : MEMBER;
    }

    private Grants grants(Object claim) throws RefusedTokenException {
        if (claim == null) {
            return null;
        }
        if (!(claim instanceof Map<?, ?> rooms)) {
            throw noGrants();
        }
        Map<String, Set<Grant>> grants = new HashMap<>();
        for (Map.Entry<?, ?> room : rooms.entrySet()) {
            if (!(room.getValue() instanceof List<?> words)) {
                throw noGrants();
            }
            Set<Grant> of = EnumSet.noneOf(Grant.class);
            for (Object word : words) {
                try {
                    of.add(Grant.valueOf(String.valueOf(word).toUpperCase(Locale.ROOT)));
                } catch (IllegalArgumentException unknown) {
                    throw noGrants();
                }
            }
            grants.put(String.valueOf(room.getKey()), of);
        }
        try {
            return Grants.of(grants);
        } catch (IllegalArgumentException pattern) {
            throw noGrants();
        }
    }

    private RefusedTokenException noGrants() {
        return RefusedTokenException.because("\"" + names.rooms()
                + "\" of the token has to be like {\"lobby\":[\"join\",\"say\"],\"vip-*\":[\"moderate\"]}");
    }
}
