import time, json
import httpx2, pytest
from mentorat.db.pool import Database
from tests.builders import *
pytestmark = pytest.mark.anyio
async def test_x(client, database, rows):
    t=time.time()
    ids=[await a_mentor(database, expertise=["Python","mathématiques"]) for _ in range(20)]
    print("20 mentors", time.time()-t)
    r = await client.get("/api/mentors"); print(json.dumps(r.json()["items"][0],indent=1))
    t=time.time()
    for u in ["/api/mentors?day=9999-12-31","/api/mentors?day=0001-01-01&timezone=Asia/Tokyo","/mentors?day=9999-12-31","/mentors?day=9999-12-30","/mentors?day=0001-01-01",
       "/api/mentors?USER=1", "/api/mentors?limit=1&limit=2","/api/mentors?q=%F0%9F%98%80","/api/mentors?q=le+la","/api/mentors?q=...", "/api/mentors?q=-python","/api/mentors?q=%D0%98%D0%B2%D0%B0%D0%BD", "/api/mentors?price=ZZZ-30", "/api/mentors/facets?day=9999-12-31",
       "/api/mentors?cursor=é", "/api/mentors?q=%ED%A0%80", "/api/mentors?q=%00", "/api/mentors?q=%C0%80%ff","/api/mentors?limit=٣","/api/mentors?foo=","/api/mentors?foo=%20&skill=PY&language=xx&price=3&free=now&day=32&part=x&at=25:00&timezone=Mars&lang=de&cursor=zz&limit=0",
       f"/api/mentors/{ids[0]}/slots?to=2027-12-01T00:00:00Z", f"/api/mentors/{ids[0]}/slots?from=2199-12-31T23:59:59Z", f"/api/mentors/{ids[0]}/slots?from=1900-01-01T00:00:00Z", f"/mentors/{ids[0]}?slot=0001-01-01T00:00:00%2B23:59", f"/mentors/{ids[0]}?from=0001-01-01", f"/mentors/{ids[0]}?slot=2199-12-31T00:00:00Z", f"/mentors/{ids[0]}?slot=2200-12-31T23:00:00-23:59", "/api/mentors/%00", "/mentors/%00", "/api/mentors/%00/slots", "/api/mentors/%ED%A0%80"]:
        t0=time.time(); r = await client.get(u); print('%.3f'%(time.time()-t0),end=' ')
        j = r.json() if 'json' in r.headers['content-type'] else {}
        print(r.status_code, u[:80], len(j.get("items",[])), [ (e['pointer'],e['code']) for e in j.get("errors",[])])
    print(time.time()-t)
    s = await client.get(f"/api/mentors/{ids[0]}/slots?to=2027-12-01T00:00:00Z")
    print(s.json()["items"][-1])
    s = await client.get(f"/mentors/{ids[0]}")
    print([l for l in s.text.splitlines() if "@" in l])
    s = await client.get(f"/mentors")
    print([l for l in s.text.splitlines() if "@" in l])
