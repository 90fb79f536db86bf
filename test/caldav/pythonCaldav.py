"""python3-caldav against a running hub: URL, user and password are the arguments. Ends with 0 when all holds."""
import sys
from datetime import date, datetime, timedelta, timezone
from urllib.parse import unquote

import caldav
from caldav.elements import dav, ical
from caldav.lib.error import AuthorizationError, NotFoundError

url, user, password = sys.argv[1:4]
client = caldav.DAVClient(url=url, username=user, password=password)


def event(uid, start, lines=()):
    end = start + timedelta(hours=1)
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Contoso//Test//EN",
            "BEGIN:VEVENT",
            "UID:" + uid,
            "DTSTAMP:20261120T080000Z",
            "DTSTART:" + start.strftime("%Y%m%dT%H%M%SZ"),
            "DTEND:" + end.strftime("%Y%m%dT%H%M%SZ"),
            "SUMMARY:" + uid,
            *lines,
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )


noon = datetime(2026, 12, 1, 12, tzinfo=timezone.utc)

# The way there.
principal = client.principal()
home = unquote(str(principal.calendar_home_set.url))
assert home.endswith("/dav/calendars/johanna@contoso.example/"), home
assert "calendar" in [str(c.url).rstrip("/").split("/")[-1] for c in principal.calendars()]
assert client.check_cdav_support() and client.check_scheduling_support()
assert principal.calendar_user_address_set()[0] == "mailto:johanna@contoso.example"
assert principal.schedule_inbox().url and principal.schedule_outbox().url

# A calendar of her own.
garden = principal.make_calendar(name="Garden", cal_id="garden")
assert "Garden" in [c.get_properties([dav.DisplayName()])[dav.DisplayName.tag] for c in principal.calendars()]
garden.set_properties([dav.DisplayName("Gärten"), ical.CalendarColor("#00aa00")])
assert garden.get_properties([dav.DisplayName()])[dav.DisplayName.tag] == "Gärten"
assert garden.get_properties([ical.CalendarColor()])[ical.CalendarColor.tag] == "#00aa00"

# Events.
token = garden.objects_by_sync_token(load_objects=True).sync_token
planting = garden.save_event(event("planting", noon))
watering = garden.save_event(event("watering", noon + timedelta(days=1), ["RRULE:FREQ=DAILY;COUNT=5"]))
assert len(garden.events()) == 2
assert "SUMMARY:planting" in garden.event_by_uid("planting").data
changed = garden.objects_by_sync_token(token, load_objects=True)
assert sorted(o.url.path.split("/")[-1] for o in changed) == ["planting.ics", "watering.ics"], list(changed)
token = changed.sync_token
assert list(garden.objects_by_sync_token(token)) == []

# Searching.
week = dict(start=noon - timedelta(days=1), end=noon + timedelta(days=7))
assert len(garden.date_search(expand=False, **week)) == 2
expanded = garden.date_search(expand=True, **week)
text = "".join(e.data for e in expanded)
assert text.count("BEGIN:VEVENT") == 6 and "RRULE" not in text and text.count("RECURRENCE-ID") == 5, text
assert len(garden.date_search(start=noon + timedelta(days=30), end=noon + timedelta(days=31))) == 0
busy = garden.freebusy_request(noon - timedelta(days=1), noon + timedelta(days=2)).data
assert "FREEBUSY;FBTYPE=BUSY:20261201T120000Z/20261201T130000Z" in busy.replace("\r\n ", ""), busy

# Change, and what the change log says of it.
planting.data = planting.data.replace("SUMMARY:planting", "SUMMARY:planting roses")
planting.save()
assert "planting roses" in garden.event_by_uid("planting").data
watering.delete()
changed = list(garden.objects_by_sync_token(token))
assert sorted(o.url.path.split("/")[-1] for o in changed) == ["planting.ics", "watering.ics"], changed
try:
    garden.event_by_uid("watering")
    raise AssertionError("watering is still there")
except NotFoundError:
    pass

# A whole-day event by the client's own template.
garden.save_event(dtstart=date(2026, 12, 24), dtend=date(2026, 12, 25), summary="Fir trees")
assert any("VALUE=DATE:20261224" in e.data for e in garden.events())

# Inviting: the object says who was told.
meeting = principal.calendar(cal_id="calendar").save_event(
    event(
        "meeting",
        noon,
        ["ORGANIZER:mailto:johanna@contoso.example", "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:jakob@contoso.example"],
    )
)
meeting.load()
assert "jakob@contoso.example" in meeting.data.replace("\r", "").replace("\n ", "")

# Tasks, on a list of their own and beside events.
chores = principal.make_calendar(name="Chores", cal_id="chores", supported_calendar_component_set=["VTODO"])
seeds = chores.save_todo(
    event("seeds", noon).replace("VEVENT", "VTODO").replace("DTEND", "DUE")
)
chores.save_todo(summary="Some day")
assert len(chores.todos()) == 2 and len(chores.events()) == 0
assert "SUMMARY:seeds" in chores.todo_by_uid("seeds").data
found = chores.search(todo=True, start=noon - timedelta(hours=1), end=noon + timedelta(hours=2))
assert any("SUMMARY:seeds" in each.data for each in found), found
seeds.complete()
assert ["Some day"] == [t.icalendar_instance.subcomponents[-1]["SUMMARY"] for t in chores.todos()]
assert len(chores.todos(include_completed=True)) == 2
try:
    chores.save_event(event("tea", noon))
    raise AssertionError("a list of tasks took an event")
except AuthorizationError:
    pass
garden.save_todo(summary="Mow")
assert len(garden.todos()) == 1 and len(garden.events()) == 2
chores.delete()

# The inbox: nothing has come in yet.
assert list(principal.schedule_inbox().get_items()) == []

garden.delete()
assert "garden" not in [str(c.url).rstrip("/").split("/")[-1] for c in principal.calendars()]
print("all holds")
