package dev.doorward.credentials;

import dev.doorward.db.Tx;
import java.util.random.RandomGenerator;

/** Makes the secrets of new keys, and the digests that the database keeps of them. */
public final class Minter {
    private final Peppers peppers;
    private final RandomGenerator random;
    private final Prefixes prefixes;

    public Minter(Peppers peppers, RandomGenerator random, Prefixes prefixes) {
        this.peppers = peppers;
        this.random = random;
        this.prefixes = prefixes;
    }

    /** A secret, and what is stored of it: its digest and the number of the pepper that made it. */
    public record NewSecret(Secret secret, byte[] digest, int pepper) {}

    /** A secret for an API key. */
    public NewSecret apiKey(Tx tx) {
        return mint(tx, prefixes.apiKey());
    }

    /** A secret for an admin key. */
    public NewSecret adminKey(Tx tx) {
        return mint(tx, prefixes.adminKey());
    }

    /** A secret for a check credential. */
    public NewSecret checkCredential(Tx tx) {
        return mint(tx, prefixes.checkCredential());
    }

    private NewSecret mint(Tx tx, String prefix) {
        Pepper pepper = peppers.current(tx);
        Secret secret = Secret.mint(prefix, random);
        return new NewSecret(secret, pepper.mac(Pepper.Use.KEY, secret.reveal()), pepper.number());
    }
}
