import time, resource, random
import pytest
from django.db import connection
from community.ai.sentiment.actions import score_due, look_again
from community.ai.sentiment import queries
from community.ai.sentiment.queries import is_due
from community.ai.models import *
from community.discussions.scored import *
from community.discussions import scored as S
from tests.factories import *
pytestmark = pytest.mark.django_db

def rss():
    return int(open('/proc/self/statm').read().split()[1])*4/1024

def test_measure():
    t = TopicFactory().thread
    p = t.posts.get()
    with connection.cursor() as c:
        c.execute("SELECT setval(pg_get_serial_sequence('discussions_thread','id'), 1000000)")
        c.execute("""INSERT INTO discussions_thread (id, kind,title,author_id,last_author_id,container_id,audience_id, is_pinned_everywhere,highest_number,posts_count,others_count,likes_count,views_count,changes,hot,top_day,top_week,top_month,top_quarter,top_year,top_all)
        SELECT 2000000+g, kind,'t '||g,author_id,last_author_id,container_id,audience_id,false,1,1,0,0,0,0,0,0,0,0,0,0,0 FROM discussions_thread, generate_series(1,20000) g WHERE id=%s""", [t.pk])
        c.execute("""INSERT INTO discussions_post (thread_id, number, path, author_id, source, html, html_version, version, replies_count, likes_count, reactions)
        SELECT 2000000 + 1 + g %% 20000, 1000+g/20000, ARRAY[1000+g], author_id, '', '<p>The sensor blinks twice and then the connection fails, number '||g||'. I tried to restart the daemon after the update. It would be nice to know how others did this; thanks for any hints. The log shows nothing else and the battery is full.</p>', html_version, 1, 0, 0, '{}'
        FROM discussions_post, generate_series(1,100000) g WHERE id=%s""", [p.pk])
        c.execute("ANALYZE discussions_post; ANALYZE discussions_thread")
        m = queries.backend(); print('rss before', rss())
        t0=time.perf_counter(); score_due(name="discussions.post", seconds=0.0); print('first batch', time.perf_counter()-t0)
        t0=time.perf_counter(); c0=time.process_time(); n = score_due(name="discussions.post", seconds=5); dt=time.perf_counter()-t0
        print('texts/s with the database', n/dt, 'cpu', n/(time.process_time()-c0), n, 'rss', rss())
        # the rest by sql
        c.execute("""INSERT INTO ai_sentiment (subject_kind, subject_id, label, confidence, needs_attention, language, backend, version, is_stale)
          SELECT 'discussions.post', id, 'neutral', 0.8, false, 'en', 'lexicon', %s, false FROM discussions_post ON CONFLICT DO NOTHING""", [m.version])
        c.execute("ANALYZE ai_sentiment")
        t0=time.perf_counter(); n = score_due(name="discussions.post", seconds=60); print('walk of what is done', time.perf_counter()-t0, n)
        for _ in range(3):
            t0=time.perf_counter(); n = score_due(name="discussions.post"); print('empty tick', (time.perf_counter()-t0)*1e3,'ms', n)
            t0=time.perf_counter(); d = is_due(posts); print('is_due', (time.perf_counter()-t0)*1e3,'ms', d)
        t0=time.perf_counter(); look_again(name="discussions.post"); print('look_again', time.perf_counter()-t0)
        t0=time.perf_counter(); n = score_due(name="discussions.post", seconds=60); print('nightly walk', time.perf_counter()-t0, n)
        def explain(sql, args):
            c.execute("EXPLAIN (ANALYZE, BUFFERS) "+sql, args)
            print("\n".join(r[0] for r in c.fetchall())); print('---')
        for below in (9223372036854775807, 50000):
            explain(S.IDS.sql.replace("%(below)s::bigint", str(below)).replace("%(most)s::bigint","500"), None)
        c.execute("PREPARE q(bigint,bigint) AS " + S.IDS.sql.replace("%(below)s::bigint", "$1").replace("%(most)s::bigint","$2"))
        c.execute("SET plan_cache_mode=force_generic_plan")
        explain("EXECUTE q(50000, 500)", None)
        ids = S.ids_before(50000, 500)
        from django.db.models import Q, Value
        from django.db.models.functions import Concat
        rows = Sentiment.objects.filter(subject_kind="discussions.post", subject_id__in=ids)
        print(rows.annotate(by=Concat("backend", Value(" "), "version")).filter(Q(is_stale=True)|Q(by="x")).explain(analyze=True)[-900:])
        print(Sentiment.objects.filter(subject_kind="discussions.post", is_stale=True).order_by("-subject_id")[:500].explain(analyze=True))
    m = queries.backend()
    txt = ["The sensor blinks twice and then the connection fails. I tried to restart the daemon after the update. It would be nice to know how others did this; thanks for any hints. The log shows nothing else and the battery is full."]*2000
    t0=time.perf_counter(); m.score(txt); print('lexicon alone/s', 2000/(time.perf_counter()-t0))
    from community.ai.language import detected
    t0=time.perf_counter(); [detected(x) for x in txt]; print('language alone/s', 2000/(time.perf_counter()-t0))
    from community.ai.texts import readable
    t0=time.perf_counter(); [readable("<p>"+x+"</p>") for x in txt]; print('readable alone/s', 2000/(time.perf_counter()-t0))
