package dev.guildhall.extensions.internal.installation;

import dev.guildhall.extensions.InstallRequest;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.Plan;
import dev.guildhall.extensions.UpgradeRequest;
import dev.guildhall.host.ExtensionManifest;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an administrator lets extensions do in the workspace.
 *
 * @param permissions that they may use
 * @param had those among them that are not granted now, for the extension has them already
 * @param egress the patterns of the hosts they may call
 * @param names that are not their own
 */
record Consent(Set<String> permissions, Set<String> had, Set<String> egress, Set<String> names) {

    /** Of the hosts an installation is told, and not asked. */
    static Consent to(InstallRequest request, Plan plan) {
        var egress = plan.arrivals().stream()
                .flatMap(arrival -> arrival.manifest().egress().stream())
                .map(Object::toString)
                .collect(Collectors.toSet());
        return new Consent(request.grantedPermissions(), Set.of(), egress, request.grantedNames());
    }

    static Consent to(UpgradeRequest request, Installation present, ExtensionManifest manifest) {
        var permissions = new HashSet<>(present.grantedPermissions());
        permissions.addAll(request.grantedPermissions());
        var egress = new HashSet<>(present.grantedEgress());
        egress.addAll(request.grantedEgress());
        var names = new HashSet<>(manifest.foreignNames());
        manifest.provides().forEach(capability -> names.add(capability.key()));
        names.addAll(request.grantedNames());
        return new Consent(permissions, present.grantedPermissions(), egress, names);
    }
}
