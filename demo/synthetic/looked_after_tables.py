"""Made-up lives as the tables of one year's return on children looked after."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from demo.synthetic.codes import codes_of
from demo.synthetic.lives import DAY, AdoptionDates, SyntheticLife
from demo.synthetic.seeded_chance import SeededChance, birthday
from demo.synthetic.stays import CareEpisode
from demo.synthetic.yearly_answers import Row, health, leaving_care
from indicators.period.arithmetic import Period
from indicators.records.record_sets import RecordSet
from indicators.records.views.months_and_ages import age_on

SEXES = {"M": "1", "F": "2"}
PERMANENT = {"P1": 2, "P2": 3, "P3": 1, "Z1": 94}
Rows = dict[str, list[Row]]


def looked_after_rows(lives: Iterable[SyntheticLife], year: Period, record_set: RecordSet, seed: str) -> Rows:
    """The return as it would have been made at the end of that year, table by table."""
    tables: Rows = {name: [] for name in record_set.tables}
    for life in lives:
        one = _LookedAfterReturn(life, year, record_set, SeededChance(f"{seed} {life.child.number} {year}"))
        for name, rows in one.tables().items():
            if name in tables:
                tables[name] += rows
    return tables


class _LookedAfterReturn:
    """One child's rows of one year."""

    def __init__(self, life: SyntheticLife, year: Period, record_set: RecordSet, draw: SeededChance) -> None:
        self.life, self.year, self.draw = life, year, draw
        self.sexes = codes_of(record_set, "Header", "SEX")
        self.activities = codes_of(record_set, "OC3", "ACTIV")
        self.short = life.stays[0].short
        self.in_year = [
            episode for stay in life.stays for episode in stay.episodes
            if episode.began <= year.end and episode.until(date.max) >= year.start
        ]  # fmt: skip

    def tables(self) -> Rows:
        leaver = leaving_care(self.draw, self.life, self.year, self.activities)
        if not self.in_year:
            return {"Header": [self._header()], "OC3": [self._with_identity(leaver)]} if leaver else {}
        answers = health(self.draw, self.life, self.year)
        return {
            "Header": [self._header()],
            "Episodes": [self._episode(episode) for episode in self.in_year],
            "Reviews": self._reviews(),
            "UASC": self._unaccompanied_rows(),
            "OC2": [self._with_identity(answers)] if answers else [],
            "OC3": [self._with_identity(leaver)] if leaver else [],
            "AD1": self._adoption(),
            "PlacedAdoption": self._decision(),
            "PrevPerm": self._permanence(),
            "Missing": self._missing(),
            "SWEpisodes": self._workers(),
            "DoLo": self._liberty(),
        }

    def _sex(self) -> str:
        sex = self.life.child.sex
        return sex if sex in self.sexes else SEXES[sex]

    def _with_identity(self, row: Row) -> Row:
        return {"CHILD": self.life.child.number, "DOB": self.life.child.born} | row

    def _day_if_past(self, day: date | None) -> date | None:
        """A day, unless it had not come by the end of the year."""
        return day if day and day <= self.year.end else None

    def _header(self) -> Row:
        child = self.life.child
        born = self._day_if_past(child.mother_of)
        is_mother_asked = child.sex == "F" and bool(self.in_year) and not self.short
        at_school = age_on(child.born, date(self.year.start.year, 8, 31)) >= 4
        return {
            "CHILD": child.number,
            "SEX": self._sex(),
            "DOB": child.born,
            "ETHNIC": child.ethnic,
            "UPN": child.upn if at_school else "UN1",
            "MOTHER": ("1" if born else "0") if is_mother_asked else None,
            "MC_DOB": born if is_mother_asked else None,
        }

    def _episode(self, episode: CareEpisode) -> Row:
        child, where, ended = self.life.child, episode.placement, self._day_if_past(episode.ended)
        return {
            "CHILD": child.number,
            "DECOM": episode.began,
            "RNE": episode.reason,
            "LS": episode.status,
            "CIN": child.need,
            "PLACE": where.kind,
            "PLACE_PROVIDER": where.sector,
            "DEC": ended,
            "REC": episode.how if ended else None,
            "REASON_PLACE_CHANGE": episode.move_reason if ended else None,
            "HOME_POST": None if child.alone or self.short else child.home,
            "PL_POST": where.postcode,
            "URN": where.urn,
        }

    def _within(self, first: date, last: date | None) -> bool:
        return first <= self.year.end and (last or date.max) >= self.year.start

    def _reviews(self) -> list[Row]:
        reviews = [(day, how) for day, how in self.life.reviews if self._within(day, day)]
        return [self._with_identity({"REVIEW": day, "REVIEW_CODE": how}) for day, how in reviews]

    def _unaccompanied_rows(self) -> list[Row]:
        child = self.life.child
        until = child.alone_until
        if not child.alone or (until and until < self.year.start):
            return []
        ceases = self._day_if_past(until) or birthday(child.born, 18)
        return [self._with_identity({"SEX": self._sex(), "DUC": ceases})]

    def _adoption(self) -> list[Row]:
        adoption, ended = self.life.adoption, self.life.stays[-1].ended
        if not adoption or not adoption.matched or not ended or not self._within(ended, ended):
            return []
        number, sexes, status = adoption.adopters
        row: Row = {"DATE_INT": adoption.decided, "DATE_MATCH": adoption.matched}
        row["FOSTER_CARE"] = "1" if adoption.by_carer else "0"
        number_held: object = int(number)
        return [self._with_identity(row | {"NB_ADOPTR": number_held, "SEX_ADOPTR": sexes, "LS_ADOPTR": status})]

    def _decision(self) -> list[Row]:
        adoption: AdoptionDates | None = self.life.adoption
        if not adoption or not self._within(adoption.decided, adoption.reversed):
            return []
        row: Row = {"DATE_PLACED": adoption.decided, "DATE_PLACED_CEASED": self._day_if_past(adoption.reversed)}
        row["REASON_PLACED_CEASED"] = adoption.why_reversed if row["DATE_PLACED_CEASED"] else None
        return [self._with_identity(row)]

    def _permanence(self) -> list[Row]:
        began = [
            episode.began for episode in self.in_year if episode.reason == "S" and episode.began >= self.year.start
        ]
        if not began:
            return []
        kind, born = self.draw.pick(PERMANENT), self.life.child.born
        if kind == "Z1" or (began[0] - born).days < 800:
            return [self._with_identity({"PREV_PERM": "Z1"})]
        day = self.draw.day(born + 300 * DAY, began[0] - 200 * DAY)
        return [self._with_identity({"PREV_PERM": kind, "LA_PERM": self.life.child.upn[1:4], "DATE_PERM": day})]

    def _missing(self) -> list[Row]:
        times = [absence for absence in self.life.missing if self._within(absence[1], absence[2])]
        return [
            self._with_identity({"MISSING": kind, "MIS_START": first, "MIS_END": self._day_if_past(last)})
            for kind, first, last in times
        ]

    def _workers(self) -> list[Row]:
        return [
            self._with_identity({
                "SW_ID": worker.number, "SW_DECOM": worker.began, "SW_DEC": self._day_if_past(worker.ended),
                "SW_REASON": worker.why,
            })
            for worker in self.life.workers
            if self._within(worker.began, worker.ended)
        ]  # fmt: skip

    def _liberty(self) -> list[Row]:
        return [
            self._with_identity({"DOLO_START": first, "DOLO_END": self._day_if_past(last)})
            for first, last in self.life.liberty
            if self._within(first, last)
        ]
