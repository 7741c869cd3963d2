package dev.guildhall.core.security;

import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;

/** The organizations that somebody can see, said as a condition that a query can hold, however many they are. */
public sealed interface VisibleOrganizations {

    /** None at all. */
    record None() implements VisibleOrganizations {}

    /** All there are. */
    record Every() implements VisibleOrganizations {}

    /** Those of an app. */
    record OfApp(AppId app) implements VisibleOrganizations {}

    /** Those that the user belongs to. */
    record OfUser(UserId user) implements VisibleOrganizations {}

    /** One at most, to which a credential is bound, when it is among the others. */
    record Bound(OrganizationId organization, VisibleOrganizations among) implements VisibleOrganizations {}
}
