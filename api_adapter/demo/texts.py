# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demo clinic in La Vega is made of, as data.

Texts are pairs (Spanish, English). Hours are lines of weekday (1 is Monday), start and end.
"""
from __future__ import annotations

from typing import NamedTuple

Text = tuple[str, str]
PASSWORD = "clinica-demo-2026"
CLINIC = {
    "clinic_name": "Clínica Camú", "clinic_phone": "809-573-2040",
    "clinic_email": "citas@clinicacamu.example"}
CONSENT: Text = (
    "Acepto que la Clínica Camú trate mis datos personales para gestionar mis citas y mi"
    " atención, según la Ley 172-13. Los mensajes se envían por proveedores de correo que pueden"
    " estar fuera del país; nunca dicen la especialidad ni el motivo. Puedo pedir ver, corregir o"
    " borrar mis datos en la recepción.",
    "I agree that Clínica Camú processes my personal data to manage my visits and my care,"
    " under Dominican Law 172-13. Messages are sent through e-mail providers that may be abroad;"
    " they never tell the specialty or the reason. I may ask the front desk to see, correct or"
    " erase my data.")


class Place(NamedTuple):
    name: str
    street: str
    city: str
    phone: str
    position: tuple[float, float]
    arrival: Text
    rooms: tuple[str, ...]


PLACES = {
    "vega": Place(
        "La Vega, centro", "Calle Padre Adolfo #54, 2.º nivel\nFrente al Parque Duarte",
        "La Vega", "809-573-2040", (19.2221, -70.5296),
        ("Segundo nivel, con ascensor. Parqueo detrás del edificio, entrada por la calle"
            " Mella.",
            "Second floor, with a lift. Parking behind the building, entrance on Mella street."),
        ("Consultorio 1", "Consultorio 2", "Consultorio 3", "Consultorio 4",
            "Sala de imágenes")),
    "jarabacoa": Place(
        "Jarabacoa", "Avenida Independencia #17, Plaza La Confluencia, local 3", "Jarabacoa",
        "809-574-3310", (19.1198, -70.6349),
        ("Primer nivel de la plaza, al lado de la farmacia.",
            "Ground floor of the plaza, beside the pharmacy."),
        ("Consultorio A", "Consultorio B")),
}

SPECIALTIES: dict[str, Text] = {
    "family": ("Medicina familiar", "Family medicine"),
    "paediatrics": ("Pediatría", "Paediatrics"),
    "gynaecology": ("Ginecología y obstetricia", "Gynaecology and obstetrics"),
    "internal": ("Medicina interna", "Internal medicine"),
}


class Offer(NamedTuple):
    """A service; minutes, and the price in RD$."""
    specialty: str
    name: Text
    public: Text
    minutes: int
    price: int
    description: Text
    instructions: Text | None = None
    after: int = 0
    before: int = 0
    step: int | None = None
    notice: int = 60


VISIT: Text = ("Consulta", "Visit")
SERVICES: dict[str, Offer] = {
    "general": Offer(
        "family", ("Consulta de medicina general", "General medicine visit"), VISIT, 20, 1500,
        ("Para un malestar nuevo, el control de la presión o el azúcar, recetas y certificados.",
            "For a new complaint, blood pressure or sugar control, prescriptions, certificates."),
        ("Traiga sus medicamentos y los últimos análisis.",
            "Bring your medicines and your latest tests.")),
    "checkup": Offer(
        "family", ("Chequeo preventivo", "Preventive check-up"), VISIT, 40, 2800,
        ("Examen completo, electrocardiograma e indicación de análisis.",
            "Full examination, electrocardiogram and orders for tests."),
        ("Venga en ayunas de ocho horas.", "Do not eat for eight hours before."),
        after=10, step=20),
    "child": Offer(
        "paediatrics", ("Consulta de pediatría", "Paediatric visit"), VISIT, 30, 1800,
        ("Control de niño sano y enfermedades de la infancia, hasta los 17 años.",
            "Well-child visits and childhood illness, up to 17 years."),
        ("Traiga la tarjeta de vacunas.", "Bring the vaccination card."), after=5, step=15),
    "vaccine": Offer(
        "paediatrics", ("Vacunación", "Vaccination"), ("Visita breve", "Short visit"), 15, 800,
        ("Vacunas del esquema nacional y de viaje. El precio no incluye la vacuna.",
            "National schedule and travel vaccines. The price excludes the vaccine."),
        ("Traiga la tarjeta de vacunas.", "Bring the vaccination card.")),
    "gynaecology": Offer(
        "gynaecology", ("Consulta de ginecología", "Gynaecology visit"), VISIT, 30, 2500,
        ("Control anual, papanicolaou, anticoncepción y embarazo.",
            "Yearly visit, smear test, contraception and pregnancy."), step=30, after=5),
    "ultrasound": Offer(
        "gynaecology", ("Ecografía", "Ultrasound"), ("Estudio", "Test"), 45, 3500,
        ("Ecografía pélvica u obstétrica, con imágenes y resultado el mismo día.",
            "Pelvic or obstetric ultrasound, with images and the result on the same day."),
        ("Tome cuatro vasos de agua una hora antes y no orine.",
            "Drink four glasses of water an hour before and do not urinate."),
        before=5, after=10, step=15, notice=120),
    "internal": Offer(
        "internal", ("Consulta de medicina interna", "Internal medicine visit"), VISIT, 25, 2200,
        ("Diabetes, presión alta, tiroides y evaluación antes de una cirugía. Por orden de"
            " llegada, con cupo.",
            "Diabetes, high blood pressure, thyroid and assessment before surgery. In order of"
            " arrival, with a limited number of places."),
        ("Traiga los últimos análisis y la lista de sus medicamentos.",
            "Bring your latest tests and the list of your medicines.")),
    "holter": Offer(
        "internal", ("Estudio Holter de 24 horas", "24-hour Holter test"), ("Estudio", "Test"),
        30, 4500,
        ("Colocación del equipo, que se devuelve al día siguiente.",
            "Fitting of the device, which is brought back the next day."),
        ("Venga bañado y con ropa cómoda; no podrá mojarse durante 24 horas.",
            "Come showered and in loose clothes; you may not get wet for 24 hours."),
        notice=24 * 60),
}


class Line(NamedTuple):
    days: str
    start: str
    end: str
    room: str
    quota: int | None = None
    extra: int = 0
    services: tuple[str, ...] = ()


class Doctor(NamedTuple):
    title: str
    names: tuple[str, str, str]
    gender: str
    licence: str
    specialty: str
    colour: str
    biography: Text
    services: tuple[str, ...]
    insurers: str
    hours: dict[str, tuple[Line, ...]]
    login: str | None = None
    own: tuple[tuple[str, int, int], ...] = ()  # service, own minutes, own price


DOCTORS: dict[str, Doctor] = {
    "perez": Doctor(
        "Dra.", ("Carmen", "Pérez", "Almonte"), "female", "412-05", "family", "#0f766e",
        ("Médica familiar egresada de la UASD, con veinte años de consulta en La Vega. Atiende"
            " en español e inglés.",
            "Family physician from UASD, with twenty years of practice in La Vega. Speaks"
            " Spanish and English."),
        ("general", "checkup"), "ABCDE",
        {"vega": (
            Line("12345", "08:00", "12:00", "Consultorio 1", extra=2),
            Line("12345", "14:00", "17:00", "Consultorio 1", extra=1),
            Line("6", "08:00", "12:00", "Consultorio 1", extra=1))},
        "dra.perez"),
    "santos": Doctor(
        "Dr.", ("Rafael", "Santos", "Jiménez"), "male", "287-09", "paediatrics", "#1d4ed8",
        ("Pediatra del Hospital Robert Reid Cabral. Le gusta explicar con dibujos.",
            "Paediatrician from Hospital Robert Reid Cabral. Likes to explain with drawings."),
        ("child", "vaccine"), "ABCD",
        {"vega": (
            Line("1245", "08:30", "12:30", "Consultorio 2", extra=2),
            Line("1245", "14:00", "17:30", "Consultorio 2", extra=1),
            Line("6", "08:00", "12:00", "Consultorio 2")),
         "jarabacoa": (Line("3", "09:00", "13:00", "Consultorio A", extra=1),)},
        "dr.santos"),
    "marte": Doctor(
        "Dra.", ("Yocasta", "Marte", "Abreu"), "female", "533-12", "gynaecology", "#a21caf",
        ("Ginecóloga obstetra egresada de la PUCMM, con subespecialidad en ecografía.",
            "Gynaecologist and obstetrician from PUCMM, trained in ultrasound."),
        ("gynaecology", "ultrasound"), "ABCE",
        {"vega": (
            Line("12345", "14:00", "18:30", "Consultorio 3", extra=1,
                services=("gynaecology",)),
            Line("24", "08:00", "12:00", "Sala de imágenes", services=("ultrasound",))),
         "jarabacoa": (
            Line("6", "09:00", "13:00", "Consultorio A", services=("gynaecology",)),)}),
    "rosario": Doctor(
        "Dra.", ("Altagracia", "Rosario", "Taveras"), "female", "198-03", "internal", "#b45309",
        ("Internista. Atiende por orden de llegada: llegue cuando pueda dentro de la tanda.",
            "Internist. Sees patients in order of arrival: come whenever you can in the block."),
        ("internal", "general", "holter"), "ABD",
        {"vega": (
            Line("12345", "08:00", "12:00", "Consultorio 4", quota=12, extra=3,
                services=("internal", "general")),
            Line("24", "14:00", "16:00", "Consultorio 4", services=("holter",))),
         "jarabacoa": (
            Line("6", "08:00", "12:00", "Consultorio B", quota=10, extra=2,
                services=("internal", "general")),)},
        own=(("general", 20, 1700),)),
}

INSURERS = {  # letter used above -> name, code
    "A": ("ARS Humano", "HUMANO"), "B": ("SeNaSa", "SENASA"), "C": ("ARS Universal", "UNIV"),
    "D": ("Mapfre Salud ARS", "MAPFRE"), "E": ("ARS Primera", "PRIMERA")}

STAFF = {"recepcion": ("Yahaira", "Núñez", "Polanco")}

WOMEN = (
    "María Altagracia", "Ana Mercedes", "Rosa Elena", "Juana", "Luz Divina", "Yokasta",
    "Milagros", "Carolina", "Dulce María", "Francisca", "Wendy", "Elizabeth", "Mayra",
    "Ramona", "Yudelka", "Santa", "Katherine", "Josefina")
MEN = (
    "José Manuel", "Juan Carlos", "Ramón Antonio", "Luis Alberto", "Pedro", "Rafael Emilio",
    "Miguel Ángel", "Domingo", "Wilson", "Francisco Javier", "Ángel", "Félix", "Leonardo",
    "Víctor Manuel", "Julio César")
GIRLS = ("Camila", "Sofía", "Nashla", "Emely")
BOYS = ("Ian", "Sebastián", "Dariel", "Liam")
SURNAMES = (
    "Rodríguez", "Pérez", "García", "Martínez", "Peña", "Fernández", "Batista", "Reyes",
    "Santana", "Jiménez", "Rosario", "Díaz", "Núñez", "Almonte", "Abreu", "Polanco", "Marte",
    "Taveras", "Hernández", "De la Cruz", "Ramírez", "Guzmán", "Espinal", "Concepción",
    "Villar", "Mejía", "Suriel", "Durán", "Cabrera", "Paulino", "Tejada", "Vásquez")
STREETS = (
    "Calle Mella", "Avenida García Godoy", "Calle Duvergé", "Calle Colón",
    "Avenida Pedro A. Rivera", "Calle Las Carmelitas", "Calle Restauración", "Calle Sánchez")

REASONS = {
    "general": ("Dolor de cabeza desde hace una semana", "Control de la presión",
        "Gripe que no se quita", "Renovar receta", "Certificado médico para el trabajo"),
    "checkup": ("Chequeo de todos los años", None),
    "child": ("Control de niño sano", "Tiene fiebre desde ayer", "Tos por las noches"),
    "vaccine": ("Le toca el refuerzo", None),
    "gynaecology": ("Control anual", "Estoy embarazada de tres meses", None),
    "ultrasound": ("Me la indicó la doctora", None),
    "internal": ("Control del azúcar", "Evaluación para cirugía", "Resultados de análisis",
        None),
    "holter": ("Palpitaciones",),
}
EXTRA_REASON = "Dolor fuerte, no podía esperar"
CANCEL_REASONS = {
    "patient": ("No puedo ese día", "Me siento mejor", "Salgo de viaje"),
    "clinic": ("La doctora está en un congreso", "Emergencia en el hospital")}
