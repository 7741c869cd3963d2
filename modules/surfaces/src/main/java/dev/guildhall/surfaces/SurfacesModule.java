package dev.guildhall.surfaces;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.event.EventFeed;
import dev.guildhall.core.http.Contract;
import dev.guildhall.core.http.Surface;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.UserWorkspaces;
import dev.guildhall.identity.Users;
import dev.guildhall.membership.Invitations;
import dev.guildhall.membership.MembershipModule;
import dev.guildhall.surfaces.internal.portal.ChannelKey;
import dev.guildhall.surfaces.internal.portal.PortalApi;
import dev.guildhall.surfaces.internal.portal.Portals;
import dev.guildhall.surfaces.internal.portal.PortalsApi;
import dev.guildhall.surfaces.internal.teams.TeamsApi;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the surfaces beside the canonical API. */
public final class SurfacesModule {

    /** The contracts of the surfaces, each complete; known beforehand, so that they are read while the database starts. */
    public static final List<String> CONTRACTS = List.of(PortalApi.CONTRACT, TeamsApi.CONTRACT);

    /** What the surfaces keep data with. */
    public record Storage(
            Vertx vertx, Database database, Journal journal, EventFeed feed, SecretBox secrets, Clock clock) {}

    /** Whom the surfaces translate for. */
    public record Behind(Workspaces workspaces, MembershipModule membership, Invitations invitations, Users users) {

        private Authorizer authorizer() {
            return membership.authorizer();
        }

        private UserWorkspaces userWorkspaces() {
            return membership.userWorkspaces();
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(SurfacesModule.class);
    private static final long FORGET_MILLIS = Duration.ofMinutes(1).toMillis();

    private final EventFeed feed;
    private final Portals portals;
    private final ChannelKey key;
    private final TeamsApi teams;
    private final PortalApi portal;

    public SurfacesModule(Storage storage, Behind behind) {
        this.feed = storage.feed();
        this.portals = new Portals(storage.database(), storage.journal(), storage.clock());
        this.key = new ChannelKey(storage.vertx(), storage.database(), storage.secrets(), storage.clock());
        this.teams = new TeamsApi(behind.workspaces(), behind.membership().members(), behind.authorizer());
        this.portal = new PortalApi(
                new PortalApi.Behind(
                        behind.workspaces(),
                        behind.membership().members(),
                        behind.membership().roles(),
                        behind.invitations(),
                        behind.users(),
                        behind.userWorkspaces()),
                key);
    }

    /** What belongs to the canonical API. */
    public KernelModule kernelModule() {
        return new KernelModule("surfaces", new Following(), List.of(new PortalsApi(portals)));
    }

    /** @param contracts those of {@link #CONTRACTS}, by their names */
    public List<Surface> surfaces(Map<String, Contract> contracts) {
        return List.of(
                new Surface(
                        PortalApi.PREFIX,
                        contracts.get(PortalApi.CONTRACT),
                        List.of(portal),
                        PortalApi.dialect(portals, key)),
                new Surface(TeamsApi.PREFIX, contracts.get(TeamsApi.CONTRACT), List.of(teams), TeamsApi.dialect()));
    }

    private final class Following extends VerticleBase {

        private long forgetting;

        @Override
        public Future<?> start() {
            portals.follow(feed);
            forgetting = vertx.setPeriodic(
                    FORGET_MILLIS,
                    tick -> key.forgetOld()
                            .onFailure(failure -> LOG.warn("Old messages of portals were not forgotten", failure)));
            return Future.succeededFuture();
        }

        @Override
        public Future<?> stop() {
            vertx.cancelTimer(forgetting);
            return Future.succeededFuture();
        }
    }
}
