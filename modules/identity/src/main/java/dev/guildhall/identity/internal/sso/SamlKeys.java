package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.identity.internal.saml.SamlKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;

/**
 * The key by which SAML providers know this server. It is made when it is needed first, lives in the database, the private
 * part sealed, and is the same on all nodes. It is not changed by itself, for each provider is told of it by hand. Safe for
 * all event loops.
 */
final class SamlKeys {

    private static final int FIRST = 1;

    private final Vertx vertx;
    private final Database database;
    private final SecretBox secrets;
    private final Clock clock;
    private final SamlKeyTable table = new SamlKeyTable();
    private Future<SamlKey> key;

    SamlKeys(Vertx vertx, Database database, SecretBox secrets, Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.secrets = secrets;
        this.clock = clock;
    }

    synchronized Future<SamlKey> get() {
        if (key == null || key.failed()) {
            key = load();
        }
        return key;
    }

    private Future<SamlKey> load() {
        return table.find(database)
                .compose(found -> found.map(Future::succeededFuture)
                        .orElseGet(() -> make().compose(made -> table.insert(database, made))
                                .compose(inserted -> table.find(database))
                                .map(stored -> stored.orElseThrow())))
                .compose(row -> vertx.executeBlocking(
                        () -> SamlKey.of(
                                secrets.open(purpose(row.generation()), row.sealedPrivateKey()), row.certificate()),
                        false));
    }

    private Future<SamlKeyTable.Row> make() {
        return vertx.executeBlocking(
                () -> {
                    var now = clock.instant();
                    var made = SamlKey.generate(now);
                    return new SamlKeyTable.Row(
                            FIRST, made.certificate(), secrets.seal(purpose(FIRST), made.encoded()), now);
                },
                false);
    }

    private static String purpose(int generation) {
        return "saml_key/" + generation + "/private_key";
    }
}
