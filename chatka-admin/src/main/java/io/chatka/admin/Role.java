package io.chatka.admin;

/** What a key may do; each role has the rights of those before it. */
enum Role {
    READ,
    MODERATE,
    ADMIN;

    boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }
}
