/** The life cycle of the product: modules start in the order they depend on each other and stop in reverse. */
package dev.guildhall.core.module;
