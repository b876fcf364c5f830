package org.chasqui.testing.architecture.samples.web;

import org.springframework.jdbc.core.JdbcTemplate;

abstract class ReachesTheDatabase {
    abstract JdbcTemplate jdbc();
}
