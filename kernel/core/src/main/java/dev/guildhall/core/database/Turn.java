package dev.guildhall.core.database;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Principal;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.ContextLocal;

/**
 * Who waits in which line for a connection. It decides on nothing but the order and how many one line may have at once,
 * so that nobody takes what the others need.
 *
 * <p>A request stands first in the line of the network it comes from, then in that of whoever is signed in, and in the
 * workspace's once it was let in there. Work that no request began stands in a line of the workspace it is done in that is
 * not the requests', so that those who ask do not hold up what they asked for, or in the platform's own.
 */
public record Turn(Kind kind, String line) {

    private static final Turn PLATFORM = new Turn(Kind.PLATFORM, "");
    private static final Turn PROBE = new Turn(Kind.PROBE, "");

    /** What a connection is for. */
    enum Kind {
        /** Whether the database can be worked with, asked by readiness. */
        PROBE(1, 1),
        /** What no request asks for: dispatch, leases, mail, clean-up. */
        PLATFORM(2, 6),
        /** Somebody who is not signed in: signing in, above all. */
        ANONYMOUS(2, 2),
        /** Somebody who is signed in, or a workspace. */
        WORK(3, 4),
        /** What no request asks for, in a workspace: deliveries, answers of agents. */
        BACKGROUND(1, 4),
        /** The same as work, reading a list, which can take as long as the database lets it. */
        LIST(0, 2);

        /** How many connections the other kinds leave to this one. */
        final int kept;
        /** How many each line of the kind has at most. */
        final int most;

        Kind(int kept, int most) {
            this.kept = kept;
            this.most = most;
        }
    }

    /** Keeps the turn of a context; Vert.x makes one before the first context, and must not learn of it later. */
    public static final class Keeper implements VertxServiceProvider {

        private static final ContextLocal<Turn> CURRENT = ContextLocal.registerLocal(Turn.class);

        @Override
        public void init(VertxBootstrap vertx) {
            // To be loaded is all.
        }
    }

    /** Of somebody who is not signed in, by where he comes from. */
    public static Turn ofNetwork(String network) {
        return new Turn(Kind.ANONYMOUS, network);
    }

    public static Turn of(Principal principal) {
        return new Turn(Kind.WORK, principal.text());
    }

    public static Turn of(Tenant tenant) {
        return new Turn(Kind.WORK, tenant.toString());
    }

    /** Makes it the turn of all that is done in the context of a request from here on. */
    public void take(Context request) {
        Keeper.CURRENT.put(request, this);
    }

    /** The line of the current request or, outside of one, of the tenant. */
    static Turn current(Tenant tenant) {
        var context = Vertx.currentContext();
        var entered = context == null ? null : Keeper.CURRENT.get(context);
        if (entered != null) {
            return entered;
        }
        return tenant == Tenant.PLATFORM ? PLATFORM : new Turn(Kind.BACKGROUND, tenant.toString());
    }

    static Turn probe() {
        return PROBE;
    }

    Turn forList() {
        return kind == Kind.WORK || kind == Kind.BACKGROUND ? new Turn(Kind.LIST, line) : this;
    }
}
