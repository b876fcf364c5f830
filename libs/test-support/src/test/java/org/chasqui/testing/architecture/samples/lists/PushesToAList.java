package org.chasqui.testing.architecture.samples.lists;

import org.springframework.data.redis.core.StringRedisTemplate;

class PushesToAList {
    void push(StringRedisTemplate redis) {
        redis.opsForList().leftPush("anything", "message");
    }
}
