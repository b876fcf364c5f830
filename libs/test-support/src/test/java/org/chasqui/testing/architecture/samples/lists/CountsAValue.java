package org.chasqui.testing.architecture.samples.lists;

import org.springframework.data.redis.core.StringRedisTemplate;

class CountsAValue {
    void count(StringRedisTemplate redis) {
        redis.opsForValue().increment("chasqui:visits");
    }
}
