package dev.guildhall.extensions.internal.resolution;

import dev.guildhall.extensions.Offer;
import java.util.List;
import java.util.Map;
import org.semver4j.Semver;

/**
 * What there is to choose from, and what is there already.
 *
 * @param catalogue the versions of each extension, the one to prefer first
 * @param installed those in the workspace, which stay as they are
 * @param offers the capabilities that somebody at work in the workspace provides
 */
public record Situation(Map<String, List<Candidate>> catalogue, Map<String, Semver> installed, List<Offer> offers) {}
