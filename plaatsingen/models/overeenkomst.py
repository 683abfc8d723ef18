"""Agreements (POK), who signs them, and who may sign for whom (R5.2). Nothing signed is ever overwritten."""

from datetime import date

from django.db import models

from kern.kalender import einde_van_dag
from kern.models import Bestand, Organisatie, PublicIdModel, User, Vertegenwoordiger
from plaatsingen.enums import OVEREENKOMST_SOORT, OvereenkomstSoort, OvereenkomstStatus, PartijRol, TekenWijze
from plaatsingen.models.plaatsing import Plaatsing


class Overeenkomsttekst(PublicIdModel):
    """The conditions of a school with variables, in a version that never changes; without school: of the region."""

    school = models.ForeignKey(
        Organisatie, on_delete=models.CASCADE, null=True, blank=True, related_name="overeenkomstteksten"
    )
    soort = models.CharField("soort", max_length=12, choices=OvereenkomstSoort, default=OvereenkomstSoort.POK)
    versie = models.PositiveIntegerField("versie")
    tekst = models.TextField("tekst")
    volgorde = models.CharField(
        "volgorde van tekenen", max_length=60, blank=True, help_text="Leeg: iedereen tegelijk. Anders de rollen op rij."
    )
    toelichting = models.CharField("wat is er nieuw", max_length=300, blank=True)
    geldig_van = models.DateField("geldt vanaf")
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")

    class Meta:
        verbose_name = "tekst van de overeenkomst"
        verbose_name_plural = "teksten van de overeenkomst"
        ordering = ["school", "soort", "-versie"]
        constraints = [
            models.UniqueConstraint(fields=["school", "soort", "versie"], name="plaatsingen_pok_tekst_uniek"),
            models.UniqueConstraint(
                fields=["soort", "versie"],
                condition=models.Q(school__isnull=True),
                name="plaatsingen_pok_tekst_regio_uniek",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} van {self.school or 'de regio'}, versie {self.versie}"


class OvereenkomstQuerySet(models.QuerySet):
    """Agreements."""

    def visible_to(self, user: User) -> "OvereenkomstQuerySet":
        """Whoever may see the placement; a concept only those who make it."""
        rijen = self.filter(plaatsing__in=Plaatsing.objects.visible_to(user).values("pk"))
        if user.is_beheerder or user.regio_coordinator:
            return rijen
        van_school = models.Q(plaatsing__student__school_id__in=user.organisatie_ids_als("coordinator"))
        return rijen.filter(van_school | ~models.Q(status=OvereenkomstStatus.CONCEPT))


class Overeenkomst(PublicIdModel):
    """An agreement or an amendment, fixed once it is sent to be signed.

    `gegevens` are the data it was composed from, `tekst` the exact words in Markdown, `tekst_hash` their SHA-256;
    `pdf` is the document as sent, `zegel_pdf` the one with the seal, whose SHA-256 is `zegel_hash`.
    `wijzigingen` of an amendment: rows of what, from and to; they reach the placement on `doorgevoerd_op`, not before
    everybody signed and not before `ingangsdatum`. `doorvoer_fout` says why they could not.
    Purpose: the agreement that the law asks for. Term: with the placement.
    """

    plaatsing = models.ForeignKey(Plaatsing, on_delete=models.PROTECT, related_name="overeenkomsten")
    soort = models.CharField("soort", max_length=12, choices=OvereenkomstSoort, default=OvereenkomstSoort.POK)
    volgnummer = models.PositiveSmallIntegerField("nummer", help_text="0 is de overeenkomst; daarna de aanvullingen.")
    versie = models.PositiveSmallIntegerField("versie", default=1)
    bron = models.ForeignKey(Overeenkomsttekst, on_delete=models.PROTECT, related_name="overeenkomsten")
    status = models.CharField("status", max_length=15, choices=OvereenkomstStatus, default=OvereenkomstStatus.CONCEPT)
    gegevens = models.JSONField("gegevens", default=dict)
    wijzigingen = models.JSONField("wat verandert", default=list)
    ingangsdatum = models.DateField("gaat in op", null=True, blank=True)
    tekst = models.TextField("tekst", blank=True)
    tekst_hash = models.CharField("hash van de tekst", max_length=64, blank=True, db_index=True)
    pdf = models.ForeignKey(Bestand, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    pdf_hash = models.CharField("hash van het document", max_length=64, blank=True, db_index=True)
    zegel_pdf = models.ForeignKey(Bestand, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    zegel_hash = models.CharField("hash met zegel", max_length=64, blank=True, db_index=True)
    gemaakt_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField("gemaakt op")
    verstuurd_op = models.DateTimeField("ter ondertekening sinds", null=True, blank=True)
    getekend_op = models.DateTimeField("door iedereen getekend op", null=True, blank=True)
    verzegeld_op = models.DateTimeField("verzegeld op", null=True, blank=True)
    zegel_pogingen = models.PositiveSmallIntegerField("pogingen om te verzegelen", default=0)
    doorgevoerd_op = models.DateTimeField("doorgevoerd op", null=True, blank=True)
    doorvoer_fout = models.CharField("waarom niet doorgevoerd", max_length=300, blank=True)
    vervallen_op = models.DateTimeField("vervallen op", null=True, blank=True)
    reden = models.CharField("reden", max_length=300, blank=True)

    objects = OvereenkomstQuerySet.as_manager()

    class Meta:
        verbose_name = "overeenkomst"
        verbose_name_plural = "overeenkomsten"
        ordering = ["volgnummer", "versie", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plaatsing", "volgnummer", "versie"], name="plaatsingen_pok_uniek"),
            models.UniqueConstraint(
                fields=["plaatsing"],
                condition=models.Q(status__in=["concept", "ondertekening"]),
                name="plaatsingen_pok_een_open",
                violation_error_message="Er is al een overeenkomst die nog niet klaar is.",
            ),
            models.CheckConstraint(
                condition=models.Q(status="concept") | models.Q(status="vervallen") | ~models.Q(tekst_hash=""),
                name="plaatsingen_pok_verstuurd_heeft_hash",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=OvereenkomstStatus.values), name="plaatsingen_pok_status"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="getekend") | models.Q(getekend_op__isnull=False),
                name="plaatsingen_pok_getekend_heeft_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-gemaakt_op"], name="plaatsingen_pok_status_gemaakt"),
            models.Index(fields=["-gemaakt_op"], name="plaatsingen_pok_gemaakt"),
        ]

    def __str__(self) -> str:
        return f"{self.naam} van {self.plaatsing}"

    @property
    def naam(self) -> str:
        """What it is called: praktijkovereenkomst, or aanvulling 2 op de praktijkovereenkomst."""
        if self.soort == OvereenkomstSoort.POK:
            return "praktijkovereenkomst"
        return f"aanvulling {self.volgnummer} op de praktijkovereenkomst"

    @property
    def status_soort(self) -> str:
        """Kind of badge for the state."""
        return OVEREENKOMST_SOORT[self.status]


class OndertekeningQuerySet(models.QuerySet):
    """Parties of agreements."""

    def visible_to(self, user: User, dag: date) -> "OndertekeningQuerySet":
        """Parties of agreements that one sees, and those for which one may sign on `dag`."""
        zichtbaar = models.Q(overeenkomst__in=Overeenkomst.objects.visible_to(user).values("pk"))
        return self.filter(zichtbaar | self._mag_tekenen(user, dag))

    def te_tekenen_door(self, user: User, dag: date) -> "OndertekeningQuerySet":
        """Open parties, asked, for which this person may sign on `dag`: oneself, or an organisation with authority."""
        return self.filter(self._mag_tekenen(user, dag)).wachtend()

    def wachtend(self) -> "OndertekeningQuerySet":
        """Parties whose turn it is: asked, not signed, and nobody refused."""
        open_ = self.filter(overeenkomst__status=OvereenkomstStatus.ONDERTEKENING, gevraagd_op__isnull=False)
        geweigerd = Ondertekening.objects.filter(
            overeenkomst=models.OuterRef("overeenkomst"), geweigerd_op__isnull=False
        )
        return open_.filter(getekend_op__isnull=True).exclude(models.Exists(geweigerd))

    @staticmethod
    def _mag_tekenen(user: User, dag: date) -> models.Q:
        bevoegd = Tekenbevoegdheid.objects.geldig_op(dag).filter(user=user).values("organisatie")
        verstuurd = ~models.Q(overeenkomst__status=OvereenkomstStatus.CONCEPT)
        return verstuurd & (models.Q(rol=PartijRol.STUDENT, user=user) | models.Q(organisatie__in=bevoegd))


class Ondertekening(PublicIdModel):
    """One party of an agreement and, once signed: who, for whom, how, when, and the hash of the exact text.

    An organisation, and the parents of a minor, are one party each: several people may be asked, the first one counts.
    `user`, `vertegenwoordiger`, `naam` and `email` say who signed or, of a student, who must.
    """

    overeenkomst = models.ForeignKey(Overeenkomst, on_delete=models.CASCADE, related_name="partijen")
    rol = models.CharField("partij", max_length=12, choices=PartijRol)
    organisatie = models.ForeignKey(Organisatie, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    volgorde = models.PositiveSmallIntegerField("aan de beurt", default=0)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="ondertekeningen")
    vertegenwoordiger = models.ForeignKey(
        Vertegenwoordiger, on_delete=models.SET_NULL, null=True, blank=True, related_name="ondertekeningen"
    )
    naam = models.CharField("naam", max_length=200, blank=True)
    email = models.EmailField("e-mailadres", blank=True)
    gevraagd_op = models.DateTimeField("gevraagd op", null=True, blank=True)
    herinnerd_op = models.DateTimeField("laatst herinnerd op", null=True, blank=True)
    herinneringen = models.PositiveSmallIntegerField("herinneringen", default=0)
    getekend_op = models.DateTimeField("getekend op", null=True, blank=True)
    getekend_door = models.CharField("getekend door", max_length=200, blank=True)
    namens = models.CharField("namens", max_length=200, blank=True)
    wijze = models.CharField("hoe", max_length=10, choices=TekenWijze, blank=True)
    tekst_hash = models.CharField("hash van de getekende tekst", max_length=64, blank=True)
    scan = models.ForeignKey(Bestand, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    vastgelegd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    papier_datum = models.DateField("datum op het papier", null=True, blank=True)
    geweigerd_op = models.DateTimeField("geweigerd op", null=True, blank=True)
    geweigerd_door = models.CharField("geweigerd door", max_length=200, blank=True)
    opmerking = models.CharField("opmerking", max_length=300, blank=True)

    objects = OndertekeningQuerySet.as_manager()

    class Meta:
        verbose_name = "ondertekening"
        verbose_name_plural = "ondertekeningen"
        ordering = ["volgorde", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["overeenkomst", "rol", "organisatie"], name="plaatsingen_partij_uniek"),
            models.UniqueConstraint(
                fields=["overeenkomst", "rol"],
                condition=models.Q(organisatie__isnull=True),
                name="plaatsingen_partij_mens_uniek",
            ),
            models.CheckConstraint(
                condition=models.Q(getekend_op__isnull=True) | models.Q(geweigerd_op__isnull=True),
                name="plaatsingen_partij_tekent_of_weigert",
            ),
            models.CheckConstraint(
                condition=models.Q(getekend_op__isnull=True) | (~models.Q(tekst_hash="") & ~models.Q(wijze="")),
                name="plaatsingen_partij_getekend_volledig",
            ),
            models.CheckConstraint(
                condition=~models.Q(wijze="papier") | models.Q(scan__isnull=False),
                name="plaatsingen_partij_papier_heeft_scan",
                violation_error_message="Voeg de scan van het getekende papier toe.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["gevraagd_op"],
                condition=models.Q(getekend_op__isnull=True, geweigerd_op__isnull=True),
                name="plaatsingen_partij_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rol_display()}: {self.naam}"


class TekenbevoegdheidQuerySet(models.QuerySet):
    """Authority to sign."""

    def geldig_op(self, dag: date) -> "TekenbevoegdheidQuerySet":
        """Authority that holds on a day (both ends included), unless taken back; of a deputy while both do."""
        zelf = self.filter(van__lte=dag, ingetrokken_op__isnull=True)
        zelf = zelf.filter(models.Q(tot__isnull=True) | models.Q(tot__gte=dag))
        van_wie = models.Q(via__van__lte=dag, via__ingetrokken_op__isnull=True)
        van_wie &= models.Q(via__tot__isnull=True) | models.Q(via__tot__gte=dag)
        # Who has an account signs with it, and only while it is open.
        zelf = zelf.filter(models.Q(user__isnull=True) | models.Q(user__is_active=True))
        return zelf.filter(models.Q(via__isnull=True) | van_wie)

    def gold_tussen(self, eerste: date, laatste: date) -> "TekenbevoegdheidQuerySet":
        """Authority that held on some day of eerste..laatste, days that are over; also when it was taken back since."""

        def gold(via: str) -> models.Q:
            uit = models.Q(**{f"{via}van__lte": laatste})
            for veld, grens in (("tot", eerste), ("ingetrokken_op", einde_van_dag(eerste))):
                uit &= models.Q(**{f"{via}{veld}__isnull": True}) | models.Q(**{f"{via}{veld}__gte": grens})
            return uit

        return self.filter(gold(""), models.Q(via__isnull=True) | gold("via__"))

    def visible_to(self, user: User) -> "TekenbevoegdheidQuerySet":
        """Who registers them for the organisation, and oneself; the bureau sees all."""
        if user.is_beheerder or user.regio_coordinator:
            return self
        eigen = models.Q(organisatie_id__in=user.organisatie_ids_als("coordinator", "praktijkopleider"))
        return self.filter(eigen | models.Q(user=user))


class Tekenbevoegdheid(PublicIdModel):
    """Somebody may sign for an organisation, with or without an account; `via`: as deputy of who gave it on.

    Purpose: valid signing. Term: 2 years.
    """

    organisatie = models.ForeignKey(Organisatie, on_delete=models.CASCADE, related_name="tekenbevoegdheden")
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="tekenbevoegdheden")
    naam = models.CharField("naam", max_length=200)
    email = models.EmailField("e-mailadres")
    functie = models.CharField("functie", max_length=120, blank=True)
    van = models.DateField("vanaf")
    tot = models.DateField("tot en met", null=True, blank=True)
    via = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="vervangers")
    vastgelegd_door = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    vastgelegd_op = models.DateTimeField("vastgelegd op")
    ingetrokken_op = models.DateTimeField("ingetrokken op", null=True, blank=True)

    objects = TekenbevoegdheidQuerySet.as_manager()

    class Meta:
        verbose_name = "tekenbevoegdheid"
        verbose_name_plural = "tekenbevoegdheden"
        ordering = ["organisatie", "naam", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tot__isnull=True) | models.Q(tot__gte=models.F("van")),
                name="plaatsingen_bevoegd_volgorde",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.naam} voor {self.organisatie}"
