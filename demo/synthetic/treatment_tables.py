"""Made-up treatment as each agency's own records, as known on one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from demo.synthetic.looked_after_tables import Rows
from demo.synthetic.places import own_postcodes
from demo.synthetic.seeded_chance import SeededChance
from demo.synthetic.treatment_clients import ALCOHOL, CANNABIS, COCAINE, CRACK, HEROIN, TreatmentClient, make_client
from demo.synthetic.treatment_journeys import OutcomeProfile, TreatmentEpisode, TreatmentStep, journeys
from demo.synthetic.yearly_answers import Row
from indicators.period.arithmetic import Period
from indicators.records.record_frames import Records, build_records
from indicators.records.record_sets import RecordSet
from indicators.records.views.months_and_ages import age_on

#: A partnership that does not exist.
PARTNERSHIP = "Q99Z"
#: Interventions with medicine, talking and for recovery, before and after the codes changed.
MODAL_BEFORE, MODAL = {"M": "2", "T": "4", "R": "7"}, {"M": "94", "T": "95", "R": "96"}
ANSWERED = {"M": "PHMAIN", "T": "PSYMOTI", "R": "RECPEER"}
SOURCES = {"4": 42, "3": 18, "1": 10, "64": 8, "8": 6, "65": 5, "22": 4, "19": 3, "13": 4}
DAYS_USED = {
    ALCOHOL: "ALCUSE", HEROIN: "OPIUSE", "1000": "OPIUSE", CRACK: "CRAUSE", COCAINE: "COCAUSE", CANNABIS: "CANNUSE",
}  # fmt: skip
USES = ("ALCUSE", "OPIUSE", "CRAUSE", "COCAUSE", "AMPHUSE", "CANNUSE", "OTDRGUSE")
Story = tuple[TreatmentClient, tuple[TreatmentEpisode, ...]]


@lru_cache(maxsize=8)
def stories(
    count: int, seed: int, year: Period, agencies: tuple[str, ...], area: str, reach: date
) -> tuple[Story, ...]:
    """So many people, each in treatment at some time in the year, and their episodes until a day."""
    draw = SeededChance(f"made-up clients {seed} {area} {year}")
    districts = tuple(sorted({row[0].split()[0] for row in own_postcodes(area)}))
    clients = []
    for _ in range(count):
        client = make_client(draw, year.start, districts)
        clients.append((client, tuple(journeys(draw, client, agencies, year.start, reach))))
    return tuple(clients)


def treatment_records(
    client_stories: Sequence[Story], record_set: RecordSet, period: Period, agencies: Sequence[str], reach: date
) -> dict[str, Records]:
    """Each agency's extract: episodes open at some time from the period's first day on, as known on a day."""
    extracts = {
        agency: _Extract(record_set, agency, at, period.start, reach) for at, agency in enumerate(agencies, start=1)
    }
    for number, (client, episodes) in enumerate(client_stories, start=1):
        for agency, extract in extracts.items():
            own = [episode for episode in episodes if episode.agency == agency and extract.holds(episode)]
            if own:
                extract.add(number, client, own)
    return {agency: build_records(record_set, period, extract.tables) for agency, extract in extracts.items()}


class _Extract:
    """One agency's tables while they fill; its clients' numbers are nobody else's."""

    def __init__(self, record_set: RecordSet, agency: str, at: int, first: date, reach: date) -> None:
        self.record_set, self.agency, self.at, self.first, self.reach = record_set, agency, at, first, reach
        self.new_from: date = record_set.settings["new-interventions-from"]
        self.new_only = "2" not in record_set.codes["MODAL"]
        self.new_known = MODAL["M"] in record_set.codes["MODAL"]
        self.tables: Rows = {name: [] for name in record_set.tables}
        self.rows = 0

    def holds(self, treatment_episode: TreatmentEpisode) -> bool:
        """Whether the extract has that episode."""
        return (
            treatment_episode.referred <= self.reach
            and treatment_episode.triaged <= self.reach
            and (treatment_episode.ended or date.max) >= self.first
        )

    def day_if_past(self, day: date | None) -> date | None:
        """A day, unless it had not come."""
        return day if day and day <= self.reach else None

    def put(self, table: str, row: Mapping[str, object]) -> None:
        """One row, of it what the version has."""
        if table in self.tables:
            columns = self.record_set.tables[table].columns
            self.tables[table].append({name: value for name, value in row.items() if name in columns})

    def number(self) -> str:
        """A number for a row, this agency's own."""
        self.rows += 1
        return str(self.rows)

    def add(self, person: int, client: TreatmentClient, episodes: Sequence[TreatmentEpisode]) -> None:
        """A client and all that was done."""
        key: Row = {"AGNCY": self.agency, "CLIENTID": f"MU{self.at}{(person * 7919) % 1_000_003:06d}"}
        if not client.consents:
            self.put("client", key)
            for _ in episodes:
                self.put("episode", key | {"EPISODID": self.number(), "CONSENT": "N"})
            return
        self.put("client", key | {
            "FINITIAL": client.initials[0], "SINITIAL": client.initials[1], "DOB": client.born, "SEX": client.sex,
            "ETHNIC": client.ethnic, "NATION": "GBR", "CLIENT": key["CLIENTID"],
        })  # fmt: skip
        draw = SeededChance(f"{key['CLIENTID']}")
        for episode in episodes:
            own = key | {"EPISODID": self.number()}
            self.put("episode", own | self._episode(draw, client, episode))
            for step in episode.steps:
                self._step(own, step)
            self._in_treatment(own, episode)
            for profile in episode.profiles:
                if profile.day <= self.reach:
                    self.put("top", own | self._profile(draw, client, profile))

    def _episode(self, draw: SeededChance, client: TreatmentClient, treatment_episode: TreatmentEpisode) -> Row:
        ended, drinking = self.day_if_past(treatment_episode.ended), draw.randint(4, 28) if client.drinks else 0
        return {
            "CONSENT": "Y",
            "REFLD": treatment_episode.referred,
            "PREVTR": "Y" if draw.chance(40) else "N",
            "PC": client.district,
            "ACCMNEED": draw.pick({"1": 9, "2": 16, "3": 75}),
            "PRNTSTAT": client.parent,
            "CHILDWTH": client.children,
            "EHCSC": draw.pick({"1": 20, "2": 15, "3": 8, "4": 2, "5": 55}) if 0 < client.children < 98 else None,
            "DAT": PARTNERSHIP,
            "DRUG1": client.substances[0],
            "DRUG2": client.substances[1],
            "DRUG3": client.substances[2],
            "DRUG1AGE": draw.randint(13, 18),
            "ROUTE": _route(client),
            "RFLS": draw.pick(
                {code: weight for code, weight in SOURCES.items() if code in self.record_set.codes["RFLS"]}
            ),
            "TRIAGED": treatment_episode.triaged,
            "CPLANDT": self.day_if_past(treatment_episode.triaged + draw.days(0, 14)),
            "INJSTAT": client.injecting,
            "PREGNANT": "N"
            if client.sex == "M" or age_on(client.born, treatment_episode.triaged) > 45 or draw.chance(97)
            else "Y",
            "ALCDDAYS": drinking,
            "ALCUNITS": draw.randint(6, 40) if drinking else 0,
            "HEPCSTAT": draw.pick({"A": 50, "B": 30, "D": 20}),
            "HEPBSTAT": draw.pick({"B": 50, "D": 30, "E": 20}),
            "EMPSTAT": draw.pick({"1": 20, "9": 25, "12": 40, "5": 10, "14": 5}),
            "TOPCC": "Y" if treatment_episode.coordinates else "N",
            "DISD": ended,
            "DISRSN": treatment_episode.reason if ended else None,
        }

    def _step(self, own: Row, step: TreatmentStep) -> None:
        if step.referred > self.reach:
            return
        began, ended = self.day_if_past(step.began), self.day_if_past(step.ended)
        new = self.new_only or (self.new_known and (step.began or step.referred) >= self.new_from)
        self.put("intervention", own | {
            "MODID": self.number(),
            "MODAL": (MODAL if new else MODAL_BEFORE)[step.what],
            "REFMODDT": step.referred,
            "FAOMODDT": self.day_if_past(step.offered),
            "MODST": began,
            "MODEND": ended,
            "MODEXIT": step.how if ended else None,
            "MODSET": "6",
        })  # fmt: skip
        if began and new:
            review: Row = {"SUBMID": self.number(), "SUBMODDT": began, ANSWERED[step.what]: "Y"}
            self.put("sub_intervention_review", own | review)

    def _in_treatment(self, own: Row, treatment_episode: TreatmentEpisode) -> None:
        began = self.day_if_past(treatment_episode.steps[0].began)
        if began:
            row: Row = {"TITID": self.number(), "TITDATE": began, "TITREAT": "1"}
            self.put("time_in_treatment", own | row)

    def _profile(self, draw: SeededChance, client: TreatmentClient, outcome_profile: OutcomeProfile) -> Row:
        used = dict.fromkeys(USES, "0")
        for at, substance in enumerate(client.substances):
            column = DAYS_USED.get(substance)
            if column:
                used[column] = str(
                    outcome_profile.used if at == 0 else max(0, outcome_profile.used - draw.randint(3, 12))
                )
        injected = outcome_profile.used if client.injecting == "C" else 0
        ratings = {name: str(draw.randint(5, 18)) for name in ("PSYHSTAT", "PHSTAT", "QUALLIFE")}
        rest = {"SHOTHEFT": "0", "DRGSELL": "0", "OTHTHEFT": "N", "ASSAULT": "0", "EDUCAT": "0"}
        return {
            "TOPID": self.number(), "TOPDATE": outcome_profile.day, "TRSTAGE": outcome_profile.stage,
            "IVDRGUSE": str(injected),
            "SHARING": "Y" if injected and draw.chance(10) else "N", "PWORK": str(draw.choice((0, 0, 0, 20))),
            "ACUTHPBM": "Y" if draw.chance(12) else "N", "HRISK": "Y" if draw.chance(8) else "N",
        } | used | ratings | rest  # fmt: skip


def _route(client: TreatmentClient) -> str:
    if client.injecting == "C":
        return "1"
    return "4" if client.substances[0] == ALCOHOL else "2" if client.substances[0] == COCAINE else "3"
