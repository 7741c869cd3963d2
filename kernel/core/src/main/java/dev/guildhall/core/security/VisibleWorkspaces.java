package dev.guildhall.core.security;

import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;

/** The workspaces that somebody can see, said as a condition that a query can hold, however many they are. */
public sealed interface VisibleWorkspaces {

    /** None at all. */
    record None() implements VisibleWorkspaces {}

    /** All there are. */
    record Every() implements VisibleWorkspaces {}

    /**
     * Those that the user belongs to.
     *
     * @param openToSupport whether those count as well that let the platform's support team in
     */
    record OfUser(UserId user, boolean openToSupport) implements VisibleWorkspaces {}

    /** Those of the organizations of an app. */
    record OfApp(AppId app) implements VisibleWorkspaces {}

    /**
     * Of the others, the workspace that a credential is bound to, or those of the organization it is bound to; those of none
     * when that is the platform.
     */
    record Bound(Tenant tenant, VisibleWorkspaces among) implements VisibleWorkspaces {}
}
