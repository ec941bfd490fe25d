package dev.doorward.invites;

import dev.doorward.credentials.Pepper;
import dev.doorward.credentials.Peppers;
import dev.doorward.db.IdKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/**
 * What an invited person proves the invite with: {@code INVITE_ID.PEPPER.GENERATION.MAC}, the MAC over the fields before it
 * and the organization's id.
 *
 * <p>Nothing of it is stored. It can be shown again at any time, dies with the invite, and stops when the generation rises;
 * a copy of the database makes none.
 */
record InviteToken(String organizationId, String inviteId, int pepper, int generation) {

    /** The token's text. */
    String text(Peppers peppers) {
        return fields() + "." + mac(peppers);
    }

    private String fields() {
        return inviteId + "." + pepper + "." + generation;
    }

    private String mac(Peppers peppers) {
        byte[] mac = peppers.required(pepper).mac(Pepper.Use.INVITE, fields() + "." + organizationId);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }

    /** Whether a presented text is this token, compared in constant time. */
    boolean matches(String presented, Peppers peppers) {
        return MessageDigest.isEqual(
                text(peppers).getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
    }

    /** The invite that a presented text names, whether or not its MAC is right. */
    static Optional<String> inviteId(String presented) {
        int dot = presented.indexOf('.');
        return dot < 0
                ? Optional.empty()
                : Optional.of(presented.substring(0, dot)).filter(IdKind.INVITE::isId);
    }
}
