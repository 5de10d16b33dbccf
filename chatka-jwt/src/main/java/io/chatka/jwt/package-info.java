/**
 * Says who a client is by its JSON Web Token (RFC 7519). {@link io.chatka.jwt.JwtAuthenticator} is
 * the whole of it for a program; {@link io.chatka.jwt.JwtSettings} reads its settings.
 *
 * <pre>
 *   token ─▶ TokenReader ─▶ KeyRing ─▶ is the signature one of our keys'?
 *                │            └─ Jwks: keys from a URL or a file
 *                └─▶ Claims ─▶ user, grants, how long
 * </pre>
 */
package io.chatka.jwt;
