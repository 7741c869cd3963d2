/**
 * The project's own measurements. Each runs the product beside a baseline in one go, in turns, and reports the ratio:
 * machines are noisy, and a number alone says little.
 */
package dev.guildhall.benchmark;
